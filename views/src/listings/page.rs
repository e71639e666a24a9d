//! One home.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use super::card::price;
use super::{Status, status_tag};
use crate::comments::{self, Comments};
use crate::fmt::{self, Reader};
use crate::photos::{Photo, gallery};
use crate::reply_time::{ReplyTime, reply_time};
use crate::{Person, Shell, ids, layout, ui, urls};

/// A home with everything on its page.
#[derive(Clone, Debug)]
pub struct Home<'a> {
    /// The listing's id.
    pub id: i64,
    /// The listing's title.
    pub title: &'a str,
    /// What the owner says about it.
    pub description: &'a str,
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
    /// What it looks like, the cover first.
    pub photos: &'a [Photo<'a>],
    /// Where the listing is in its life.
    pub status: Status,
    /// Whose home it is.
    pub owner: Person<'a>,
    /// How soon they usually answer.
    pub reply_time: ReplyTime,
    /// How the reader may write to the owner.
    pub contact: Contact,
    /// The same as linked data (JSON-LD), ready to stand in a page.
    pub linked_data: &'a str,
    /// What was asked in public.
    pub comments: Comments<'a>,
}

/// How a reader may write to the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// By starting a conversation.
    Ask,
    /// In the conversation there already is, by its id.
    Open(i64),
    /// After signing in; the server sends them there.
    SignIn,
    /// Not at all: it is their own.
    Owner,
    /// Not any more.
    Closed,
}

/// The whole page.
pub fn page(shell: &Shell, home: &Home) -> Markup {
    let t = shell.words();
    let main = html! {
        div.wrap.page.stack.stack--m {
            div.spread { (ui::back_link(urls::HOME, &t.browse_title())) (edit_link(t, home)) }
            @if home.status != Status::Available { (standing(t, home.status)) }
            (pictures(t, home))
            div.columns {
                (lead(&shell.reader, home))
                div.aside { (owner(t, home)) }
                div.stack.stack--l {
                    (description(t, home))
                    (comments::thread(&shell.reader, &home.comments))
                }
            }
        }
        (contact(t, home))
    };
    let [.., largest] = urls::PHOTO_WIDTHS;
    let path = urls::listing(home.id);
    let description = in_short(t, home);
    let cover = home.photos.first().map(|cover| cover.url(largest));
    let about = layout::About {
        path: &path,
        description: &description,
        picture: cover.as_deref(),
        data: Some(home.linked_data),
        feed: Some(urls::FEED),
    };
    let page = layout::Page {
        title: home.title,
        main,
        app: false,
        chat: true,
        refresh: None,
        about: (home.status == Status::Available).then_some(about),
        script: None,
    };
    layout::document(shell, &page)
}

/// The home in a sentence, for those who pass its link on.
fn in_short(t: Translator, home: &Home) -> Cow<'static, str> {
    let money = fmt::money(t, home.price, home.currency);
    let start: String = home
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(120)
        .collect();
    t.home_in_short(home.city, money, start)
}

/// Its photos; without any, the place for them, which asks its owner to add some.
fn pictures(t: Translator, home: &Home) -> Markup {
    html! {
        @if !home.photos.is_empty() { (gallery(t, home.photos, home.title)) }
        @else if home.contact == Contact::Owner {
            div.picture { div.no-picture {
                a.button href=(urls::listing_photos(home.id)) { (ui::icon("camera")) (t.add_photos()) }
            } }
        } @else { div.picture { (ui::no_picture(t)) } }
    }
}

fn edit_link(t: Translator, home: &Home) -> Markup {
    html! {
        @if home.contact == Contact::Owner {
            div.row {
                a.button.button--quiet href=(urls::edit_listing(home.id)) { (ui::icon("edit")) (t.edit_listing()) }
                " " a.button.button--quiet href=(urls::listing_photos(home.id)) { (ui::icon("camera")) (t.photos()) }
            }
        }
    }
}

fn standing(t: Translator, status: Status) -> Markup {
    let says = match status {
        Status::Draft => t.standing_draft(),
        Status::Available => t.standing_available(),
        Status::Let => t.standing_let(),
        Status::Archived => t.standing_archived(),
    };
    html! { div.notice { (status_tag(t, status)) p { (says) } } }
}

fn lead(reader: &Reader, home: &Home) -> Markup {
    let t = reader.words;
    html! {
        div.stack.stack--l {
            div.stack {
                div.spread { h1 dir="auto" { (home.title) } (price(t, home.price, home.currency)) }
                p.meta { (home.city) }
            }
            dl.facts {
                div { dt { (ui::icon("bed")) (t.bedrooms()) } dd { (bedrooms(t, home.bedrooms)) } }
                div { dt { (ui::icon("bath")) (t.bathrooms()) } dd { (home.bathrooms) } }
                @if let Some(area) = home.area { div { dt { (ui::icon("area")) (t.floor_area()) } dd { (t.square_metres(area)) } } }
                div {
                    dt { (ui::icon("calendar")) (t.available()) }
                    dd { (fmt::available(reader, home.available_from)) }
                }
            }
        }
    }
}

fn bedrooms(t: Translator, number: i32) -> Cow<'static, str> {
    if number == 0 {
        t.studio()
    } else {
        number.to_string().into()
    }
}

fn owner(t: Translator, home: &Home) -> Markup {
    html! {
        section.stack.panel aria-labelledby="owner" {
            div.who {
                (ui::avatar(home.owner, ui::Size::Large))
                div { h2 #owner { (home.owner.name) } small { (t.owner()) } }
            }
            (reply_time(t, home.reply_time))
            p.soft { small { (t.never_pay_first()) } }
        }
    }
}

fn description(t: Translator, home: &Home) -> Markup {
    html! {
        @if !home.description.is_empty() {
            section.stack aria-labelledby="about" {
                h2 #about { (t.about_this_home()) }
                p.prose.text dir="auto" { (fmt::text(home.description)) }
            }
        }
    }
}

/// The button that opens the chat, fixed at the bottom left. Where htmx is there, the panel comes to the page; a
/// plain form, and a reader who has to sign in first, go to another page.
pub fn contact(t: Translator, home: &Home) -> Markup {
    let action = urls::contact(home.id);
    let target = format!("#{}", ids::CHAT);
    html! {
        @match home.contact {
            Contact::Ask | Contact::Open(_) => {
                form.contact method="post" action=(action)
                    hx-post=(action) hx-target=(target) hx-swap="outerHTML" { (contact_button(t)) }
            }
            Contact::SignIn => { form.contact method="post" action=(action) { (contact_button(t)) } }
            Contact::Owner | Contact::Closed => {}
        }
    }
}

fn contact_button(t: Translator) -> Markup {
    html! { button.button.button--lamp { (ui::icon("message")) (t.contact_owner()) } }
}
