//! Props of the listing views.

use serde_json::json;
use views::listings::{Card, Contact, Enquiry, FilterProps, ListingDetails, MyListing, MyListings, Status, Values};
use views::photos::Photo;
use views::reply_time::ReplyTime;
use views::urls;

use super::filter::{Filter, FilterInput, Sort};
use super::input::{ListingInput, major_units};
use super::queries::{ListingWithOwner, OwnListings, SearchResults};
use crate::accounts::Viewer;
use crate::accounts::props::person;
use crate::conversations::inbox::props::{preview, renter, unread_count};
use crate::conversations::inbox::query::{EnquiryCount, InboxRow};
use crate::entities::ConversationId;
use crate::entities::listing::{self, ListingStatus};
use crate::photos::props::cover;

pub fn status(status: ListingStatus) -> Status {
    match status {
        ListingStatus::Draft => Status::Draft,
        ListingStatus::Available => Status::Available,
        ListingStatus::Let => Status::Let,
        ListingStatus::Archived => Status::Archived,
    }
}

/// A page of the owner's listings, each with the newest conversations about it.
pub fn mine<'a>(own: &'a OwnListings, enquiries: &'a [InboxRow], counts: &[EnquiryCount]) -> MyListings<'a> {
    let mine = own.listings.iter().map(|listing| {
        let of_listing = enquiries.iter().filter(|row| row.listing_id == listing.id);
        let count = counts.iter().find(|count| count.listing == listing.id);
        MyListing {
            card: card(listing),
            enquiries: to_u32(count.map_or(0, |count| count.conversations)),
            waiting: to_u32(count.map_or(0, |count| count.unread)),
            conversations: of_listing.map(enquiry).collect(),
        }
    });
    MyListings {
        rows: mine.collect(),
        waiting: to_u32(counts.iter().map(|count| count.unread).sum()),
        page: own.page,
        pages: own.pages,
    }
}

fn to_u32(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn enquiry(row: &InboxRow) -> Enquiry<'_> {
    Enquiry {
        conversation: row.id.0,
        renter: renter(row),
        preview: preview(row),
        unread: unread_count(row),
        at: row.activity_at.0,
    }
}

pub fn card(row: &listing::Model) -> Card<'_> {
    Card {
        id: row.id.0,
        title: &row.title,
        city: &row.city,
        price: row.price,
        currency: &row.currency,
        bedrooms: to_i32(row.bedrooms),
        bathrooms: to_i32(row.bathrooms),
        area: row.area.map(to_i32),
        available_from: row.available_from.as_deref(),
        cover: cover(row.cover_id, row.cover_alt.as_deref(), row.cover_colour.as_deref()),
        status: status(row.status),
    }
}

pub fn details<'a>(
    listing: &'a ListingWithOwner,
    photos: Vec<Photo<'a>>,
    contact: Contact,
    reply_time: ReplyTime,
    linked_data: &'a str,
    comments: views::comments::Comments<'a>,
) -> ListingDetails<'a> {
    let row = &listing.listing;
    ListingDetails {
        id: row.id.0,
        title: &row.title,
        description: &row.description,
        city: &row.city,
        price: row.price,
        currency: &row.currency,
        bedrooms: to_i32(row.bedrooms),
        bathrooms: to_i32(row.bathrooms),
        area: row.area.map(to_i32),
        available_from: row.available_from.as_deref(),
        photos,
        status: status(row.status),
        owner: person(&listing.owner),
        reply_time,
        contact,
        linked_data,
        comments,
    }
}

/// JSON-LD of a listing (<https://schema.org/Accommodation>), for a script element. `<` is escaped, because the owner's
/// text could otherwise close the element.
pub fn linked_data(listing: &ListingWithOwner, photos: &[Photo<'_>], origin: &str) -> String {
    let row = &listing.listing;
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

/// How the viewer can contact the owner. A renter who sees a listing that takes no enquiries already has a conversation
/// about it.
pub fn contact(listing: &ListingWithOwner, viewer: Option<&Viewer>, conversation: Option<ConversationId>) -> Contact {
    match (viewer, conversation) {
        (Some(viewer), _) if viewer.id == listing.listing.owner_id => Contact::Owner,
        (Some(_), Some(conversation)) => Contact::Open(conversation.0),
        _ if !listing.listing.status.accepts_enquiries() => Contact::Closed,
        (Some(_), None) => Contact::Start,
        (None, _) => Contact::SignIn,
    }
}

pub fn filter(input: &FilterInput) -> FilterProps<'_> {
    FilterProps {
        q: &input.q,
        city: &input.city,
        min_price: &input.min_price,
        max_price: &input.max_price,
        beds: &input.beds,
        available_by: &input.available_by,
        sort: &input.sort,
    }
}

/// The URLs of the previous and the next page of a search.
pub fn page_links(input: &FilterInput, filter: &Filter, found: &SearchResults) -> (Option<String>, Option<String>) {
    let previous = (found.page > 1).then(|| page_url(input, found.page - 1, None));
    let last = found.listings.last().filter(|_| found.page < found.pages);
    let next = last.map(|last| {
        let sort_value = match filter.sort {
            Sort::Newest => 0,
            Sort::PriceAscending | Sort::PriceDescending => last.listing.price,
        };
        page_url(input, found.page + 1, Some(format!("{sort_value}-{}", last.listing.id)))
    });
    (previous, next)
}

fn page_url(input: &FilterInput, page: u64, after: Option<String>) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    let after = after.unwrap_or_default();
    let fields = filter(input).fields();
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

pub fn values(input: &ListingInput) -> Values<'_> {
    Values {
        title: &input.title,
        description: &input.description,
        city: &input.city,
        price: &input.price,
        currency: &input.currency,
        bedrooms: &input.bedrooms,
        bathrooms: &input.bathrooms,
        area: &input.area,
        available_from: &input.available_from,
        status: &input.status,
    }
}

/// Narrows a number that input validation limits to far less than `i32::MAX`.
fn to_i32(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
