//! Pages and components of listings: search, details, the owner's listings and their form.

use std::borrow::Cow;

use i18n::Translator;

mod card;
mod form;
mod index;
mod mine;
mod page;

pub(crate) use card::price;
pub use card::{Card, card};
pub use form::{FormView, Values, form};
pub(crate) use index::filters::filter_bar;
pub use index::{FilterProps, Results, index};
pub(crate) use mine::rows as my_rows;
pub use mine::{Enquiry, MyListing, MyListings, mine};
pub use page::{Contact, ListingDetails, contact, page};

/// The status of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Visible to its owner and to renters with a conversation about it.
    Draft,
    /// Public: shown in search results.
    Available,
    /// Rented out.
    Let,
    /// Taken offline by its owner.
    Archived,
}

impl Status {
    /// The form value.
    pub fn value(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Available => "available",
            Self::Let => "let",
            Self::Archived => "archived",
        }
    }

    pub fn label(self, t: Translator) -> Cow<'static, str> {
        match self {
            Self::Draft => t.status_draft(),
            Self::Available => t.status_available(),
            Self::Let => t.status_let(),
            Self::Archived => t.status_archived(),
        }
    }
}

pub fn status_tag(t: Translator, status: Status) -> maud::Markup {
    let colour = match status {
        Status::Available => Some("tag--good"),
        Status::Let => Some("tag--dusk"),
        Status::Draft | Status::Archived => None,
    };
    maud::html! { span.tag.(colour.unwrap_or_default()) { (status.label(t)) } }
}
