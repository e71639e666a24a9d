//! Listings as the views want them. Pure.

use serde_json::json;
use views::listings::{Card, Contact, Enquiry, Filter as FilterView, Home, MyListing, Status, Values};
use views::photos::Photo;
use views::reply_time::ReplyTime;
use views::urls;

use super::filter::{Filter, FilterDraft, Sort};
use super::input::{ListingDraft, major_units};
use super::queries::{Found, Offer};
use crate::accounts::Viewer;
use crate::accounts::props::person;
use crate::conversations::inbox::props::{count, preview, renter};
use crate::conversations::inbox::query::InboxRow;
use crate::entities::ConversationId;
use crate::entities::listing::{self, ListingStatus};
use crate::photos::props::cover;

/// A status, as views name it.
pub fn status(status: ListingStatus) -> Status {
    match status {
        ListingStatus::Draft => Status::Draft,
        ListingStatus::Available => Status::Available,
        ListingStatus::Let => Status::Let,
        ListingStatus::Archived => Status::Archived,
    }
}

/// Shows the owner's listings, each with who asked about it.
pub fn mine<T>(listings: &[listing::Model], enquiries: &[InboxRow], show: impl FnOnce(&[MyListing<'_>]) -> T) -> T {
    let asked: Vec<Vec<Enquiry<'_>>> = listings
        .iter()
        .map(|home| {
            enquiries
                .iter()
                .filter(|row| row.listing_id == home.id)
                .map(enquiry)
                .collect()
        })
        .collect();
    let mine: Vec<_> = listings
        .iter()
        .zip(&asked)
        .map(|(home, conversations)| MyListing {
            home: card(home),
            enquiries: u32::try_from(conversations.len()).unwrap_or(u32::MAX),
            waiting: conversations.iter().map(|enquiry| enquiry.unread).sum(),
            conversations,
        })
        .collect();
    show(&mine)
}

fn enquiry(row: &InboxRow) -> Enquiry<'_> {
    Enquiry {
        conversation: row.id.0,
        renter: renter(row),
        preview: preview(row),
        unread: count(row.unread),
        at: row.activity_at.0,
    }
}

/// A listing on a card.
pub fn card(row: &listing::Model) -> Card<'_> {
    Card {
        id: row.id.0,
        title: &row.title,
        city: &row.city,
        price: row.price,
        currency: &row.currency,
        bedrooms: small(row.bedrooms),
        bathrooms: small(row.bathrooms),
        area: row.area.map(small),
        available_from: row.available_from.as_deref(),
        cover: cover(row.cover_id, row.cover_alt.as_deref(), row.cover_colour.as_deref()),
        status: status(row.status),
    }
}

/// A listing on its own page.
pub fn home<'a>(
    offer: &'a Offer,
    photos: &'a [Photo<'a>],
    contact: Contact,
    reply_time: ReplyTime,
    linked_data: &'a str,
    comments: views::comments::Comments<'a>,
) -> Home<'a> {
    let row = &offer.listing;
    Home {
        id: row.id.0,
        title: &row.title,
        description: &row.description,
        city: &row.city,
        price: row.price,
        currency: &row.currency,
        bedrooms: small(row.bedrooms),
        bathrooms: small(row.bathrooms),
        area: row.area.map(small),
        available_from: row.available_from.as_deref(),
        photos,
        status: status(row.status),
        owner: person(&offer.owner),
        reply_time,
        contact,
        linked_data,
        comments,
    }
}

/// A home as linked data (<https://schema.org/Accommodation>). No `<` in it can end the element it stands in.
pub fn linked_data(offer: &Offer, photos: &[Photo<'_>], origin: &str) -> String {
    let row = &offer.listing;
    let [.., largest] = urls::PHOTO_WIDTHS;
    let data = json!({
        "@context": "https://schema.org",
        "@type": "Accommodation",
        "name": row.title,
        "description": row.description,
        "url": format!("{origin}{}", urls::listing(row.id.0)),
        "image": photos.iter().map(|photo| format!("{origin}{}", photo.url(largest))).collect::<Vec<_>>(),
        "address": {"@type": "PostalAddress", "addressLocality": row.city},
        "numberOfBedrooms": row.bedrooms,
        "numberOfBathroomsTotal": row.bathrooms,
        "potentialAction": {
            "@type": "RentAction",
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": major_units(row.price),
                "priceCurrency": row.currency,
                "unitCode": "MON",
            },
        },
    });
    data.to_string().replace('<', "\\u003c")
}

/// How a viewer may write to the owner. Whoever may see a listing that takes no enquiries has asked before.
pub fn contact(offer: &Offer, viewer: Option<&Viewer>, conversation: Option<ConversationId>) -> Contact {
    match (viewer, conversation) {
        (Some(viewer), _) if viewer.id == offer.listing.owner_id => Contact::Owner,
        (Some(_), Some(conversation)) => Contact::Open(conversation.0),
        _ if !offer.listing.status.takes_enquiries() => Contact::Closed,
        (Some(_), None) => Contact::Ask,
        (None, _) => Contact::SignIn,
    }
}

/// What was typed into the filters.
pub fn filter(draft: &FilterDraft) -> FilterView<'_> {
    FilterView {
        q: &draft.q,
        city: &draft.city,
        min_price: &draft.min_price,
        max_price: &draft.max_price,
        beds: &draft.beds,
        available_by: &draft.available_by,
        sort: &draft.sort,
    }
}

/// The links to the pages before and after.
pub fn neighbours(draft: &FilterDraft, filter: &Filter, found: &Found) -> (Option<String>, Option<String>) {
    let previous = (found.page > 1).then(|| page_url(draft, found.page - 1, None));
    let last = found.offers.last().filter(|_| found.page < found.pages);
    let next = last.map(|last| {
        let place = match filter.sort {
            Sort::Newest => 0,
            Sort::PriceAscending | Sort::PriceDescending => last.listing.price,
        };
        page_url(draft, found.page + 1, Some(format!("{place}-{}", last.listing.id)))
    });
    (previous, next)
}

fn page_url(draft: &FilterDraft, page: u64, after: Option<String>) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    let after = after.unwrap_or_default();
    let fields = filter(draft).fields();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields
        .into_iter()
        .chain([("page", page.as_str()), ("after", after.as_str())])
    {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("/?{}", query.finish())
}

/// What was typed into the listing form.
pub fn values(draft: &ListingDraft) -> Values<'_> {
    Values {
        title: &draft.title,
        description: &draft.description,
        city: &draft.city,
        price: &draft.price,
        currency: &draft.currency,
        bedrooms: &draft.bedrooms,
        bathrooms: &draft.bathrooms,
        area: &draft.area,
        available_from: &draft.available_from,
        status: &draft.status,
    }
}

/// Counts that the drafts keep far below this.
fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
