//! Listing cards.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use super::{Status, status_tag};
use crate::fmt::{self, LocaleContext};
use crate::photos::{self, Photo, PhotoSize};
use crate::{ui, urls};

/// A listing in a grid.
#[derive(Clone, Debug)]
pub struct Card<'a> {
    pub id: i64,
    pub title: &'a str,
    pub city: &'a str,
    /// The monthly rent, in minor units.
    pub price: i64,
    /// The ISO 4217 code.
    pub currency: &'a str,
    /// 0 for a studio.
    pub bedrooms: i32,
    pub bathrooms: i32,
    /// The floor area in square metres.
    pub area: Option<i32>,
    /// As `YYYY-MM-DD`; None means now.
    pub available_from: Option<&'a str>,
    /// The cover photo.
    pub cover: Option<Photo<'a>>,
    pub status: Status,
}

/// A card of a grid. `lazy` is for cards below the first row, whose photos can load later.
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
                p.soft { small dir="auto" { (listing.city) } }
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

/// The monthly rent: €1,150 a month. `minor_units` are cents.
pub fn price(t: Translator, minor_units: i64, currency: &str) -> Markup {
    html! { span.price { (fmt::money(t, minor_units, currency)) " " small { (t.a_month()) } } }
}

fn bedrooms(t: Translator, number: i32) -> Cow<'static, str> {
    if number == 0 { t.studio() } else { t.beds_short(number) }
}
