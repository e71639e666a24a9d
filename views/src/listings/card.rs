//! A home in a list.

use std::borrow::Cow;

use maud::{Markup, html};
use words::Words;

use super::{Status, status_tag};
use crate::fmt::{self, Reader};
use crate::photos::{self, Photo, Room};
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
pub fn card(reader: &Reader, home: &Card, lazy: bool) -> Markup {
    let say = reader.words;
    html! {
        li.listing-card {
            div.photo {
                (cover(say, home, lazy))
                @if home.status != Status::Available { (status_tag(say, home.status)) }
            }
            div.stack.stack--s {
                p.spread {
                    (price(say, home.price, home.currency)) " "
                    span { (fmt::available(reader, home.available_from)) }
                }
                h3 dir="auto" { a href=(urls::listing(home.id)) { (home.title) } }
                p.soft { small { (home.city) } }
                ul.meta {
                    li { (ui::icon("bed")) (bedrooms(say, home.bedrooms)) } " "
                    li { (ui::icon("bath")) (say.baths_short(home.bathrooms)) } " "
                    @if let Some(area) = home.area { li { (ui::icon("area")) (say.square_metres(area)) } }
                }
            }
        }
    }
}

fn cover(say: Words, home: &Card, lazy: bool) -> Markup {
    html! {
        @if let Some(photo) = &home.cover {
            (photos::tint(photo))
            (photos::image(photo, &photos::alt(say, photo, 1, home.title), Room::Card, lazy))
        } @else { (ui::no_picture(say)) }
    }
}

/// The rent: €1,150 a month.
pub fn price(say: Words, minor_units: i64, currency: &str) -> Markup {
    html! { span.price { (fmt::money(say, minor_units, currency)) " " small { (say.a_month()) } } }
}

fn bedrooms(say: Words, number: i32) -> Cow<'static, str> {
    if number == 0 {
        say.studio()
    } else {
        say.beds_short(number)
    }
}
