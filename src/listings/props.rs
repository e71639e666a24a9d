//! Listings as the views want them. Pure.

use serde_json::json;
use views::listings::{Card, Contact, Enquiry, FilterProps, ListingDetails, MyListing, Status, Values};
use views::photos::Photo;
use views::reply_time::ReplyTime;
use views::urls;

use super::filter::{Filter, FilterInput, Sort};
use super::input::{ListingInput, major_units};
use super::queries::{ListingWithOwner, SearchResults};
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

/// The props of the owner's listings, each with its enquiries.
pub fn mine<'a>(listings: &'a [listing::Model], enquiries: &'a [InboxRow]) -> Vec<MyListing<'a>> {
    let mine = listings.iter().map(|listing| {
        let of_listing = enquiries.iter().filter(|row| row.listing_id == listing.id);
        let conversations: Vec<_> = of_listing.map(enquiry).collect();
        MyListing {
            home: card(listing),
            enquiries: u32::try_from(conversations.len()).unwrap_or(u32::MAX),
            waiting: conversations.iter().map(|enquiry| enquiry.unread).sum(),
            conversations,
        }
    });
    mine.collect()
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
pub fn details<'a>(
    offer: &'a ListingWithOwner,
    photos: Vec<Photo<'a>>,
    contact: Contact,
    reply_time: ReplyTime,
    linked_data: &'a str,
    comments: views::comments::Comments<'a>,
) -> ListingDetails<'a> {
    let row = &offer.listing;
    ListingDetails {
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
pub fn linked_data(offer: &ListingWithOwner, photos: &[Photo<'_>], origin: &str) -> String {
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
pub fn contact(offer: &ListingWithOwner, viewer: Option<&Viewer>, conversation: Option<ConversationId>) -> Contact {
    match (viewer, conversation) {
        (Some(viewer), _) if viewer.id == offer.listing.owner_id => Contact::Owner,
        (Some(_), Some(conversation)) => Contact::Open(conversation.0),
        _ if !offer.listing.status.takes_enquiries() => Contact::Closed,
        (Some(_), None) => Contact::Ask,
        (None, _) => Contact::SignIn,
    }
}

/// What was typed into the filters.
pub fn filter(draft: &FilterInput) -> FilterProps<'_> {
    FilterProps {
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
pub fn neighbours(draft: &FilterInput, filter: &Filter, found: &SearchResults) -> (Option<String>, Option<String>) {
    let previous = (found.page > 1).then(|| page_url(draft, found.page - 1, None));
    let last = found.listings.last().filter(|_| found.page < found.pages);
    let next = last.map(|last| {
        let place = match filter.sort {
            Sort::Newest => 0,
            Sort::PriceAscending | Sort::PriceDescending => last.listing.price,
        };
        page_url(draft, found.page + 1, Some(format!("{place}-{}", last.listing.id)))
    });
    (previous, next)
}

fn page_url(draft: &FilterInput, page: u64, after: Option<String>) -> String {
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
pub fn values(draft: &ListingInput) -> Values<'_> {
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
