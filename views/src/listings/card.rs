//! A home in a list.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use super::{Status, status_tag};
use crate::fmt::{self, LocaleContext};
use crate::photos::{self, Photo, PhotoSize};
use crate::{ui, urls};

/// A home, as much as fits on a card.
#[derive(Clone, Debug)]
pub struct Card<'a> {
    /// The listing's id.
    pub id: i64,
    /// The listing's title.
    pub title: &'a str,
    /// Where it is.
    pub city: &'a str,
    /// Rent a month, in minor units.
    pub price: i64,
    /// The currency's ISO 4217 code.
    pub currency: &'a str,
    /// How many bedrooms; 0 is a studio.
    pub bedrooms: i32,
    /// How many bathrooms.
    pub bathrooms: i32,
    /// Floor area in square metres.
    pub area: Option<i32>,
    /// From when, as `YYYY-MM-DD`.
    pub available_from: Option<&'a str>,
    /// Its first photo, if it has one.
    pub cover: Option<Photo<'a>>,
    /// Where the listing is in its life.
    pub status: Status,
}

/// One home of a grid. The page's first row is seen at once; the others may load `lazy`.
pub fn card(locale: &LocaleContext, listing: &Card, lazy: bool) -> Markup {
    let t = locale.t;
    html! {
        li.listing-card {
            div.photo {
                (cover(t, listing, lazy))
                @if listing.status != Status::Available { (status_tag(t, listing.status)) }
            }
            div.stack.stack--s {
                p.spread {
                    (price(t, listing.price, listing.currency)) " "
                    span { (fmt::available(locale, listing.available_from)) }
                }
                h3 dir="auto" { a href=(urls::listing(listing.id)) { (listing.title) } }
                p.soft { small { (listing.city) } }
                ul.meta {
                    li { (ui::icon("bed")) (bedrooms(t, listing.bedrooms)) } " "
                    li { (ui::icon("bath")) (t.baths_short(listing.bathrooms)) } " "
                    @if let Some(area) = listing.area { li { (ui::icon("area")) (t.square_metres(area)) } }
                }
            }
        }
    }
}

fn cover(t: Translator, listing: &Card, lazy: bool) -> Markup {
    html! {
        @if let Some(photo) = &listing.cover {
            (photos::tint(photo))
            (photos::image(photo, &photos::alt(t, photo, 1, listing.title), PhotoSize::Card, lazy))
        } @else { (ui::photo_placeholder(t)) }
    }
}

/// The rent: €1,150 a month.
pub fn price(t: Translator, minor_units: i64, currency: &str) -> Markup {
    html! { span.price { (fmt::money(t, minor_units, currency)) " " small { (t.a_month()) } } }
}

fn bedrooms(t: Translator, number: i32) -> Cow<'static, str> {
    if number == 0 { t.studio() } else { t.beds_short(number) }
}
