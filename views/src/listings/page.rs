//! One home.

use maud::{Markup, html};

use super::card::price;
use super::{Status, status_tag};
use crate::comments::{self, Comments};
use crate::fmt::{self, Reader};
use crate::{Person, Shell, ids, layout, ui, urls};

/// A home with everything on its page.
#[derive(Clone, Copy, Debug)]
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
    /// The picture's URL; empty when there is none.
    pub picture: &'a str,
    /// What the picture shows.
    pub picture_alt: &'a str,
    /// Where the listing is in its life.
    pub status: Status,
    /// Whose home it is.
    pub owner: Person<'a>,
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
    let main = html! {
        div.wrap.page.stack.stack--m {
            div.spread { (ui::back_link(urls::HOME, "Homes to let")) (edit_link(home)) }
            @if home.status != Status::Available { (standing(home.status)) }
            div.picture { (ui::picture(home.picture, home.picture_alt, false)) }
            div.columns {
                (lead(&shell.reader, home))
                div.aside { (owner(home)) }
                div.stack.stack--l {
                    (description(home))
                    (comments::thread(&shell.reader, &home.comments))
                }
            }
        }
        (contact(home))
    };
    let path = urls::listing(home.id);
    let description = in_short(home);
    let about = layout::About {
        path: &path,
        description: &description,
        picture: Some(home.picture),
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
    };
    layout::document(shell, &page)
}

/// The home in a sentence, for those who pass its link on.
fn in_short(home: &Home) -> String {
    let money = fmt::money(home.price, home.currency);
    let start: String = home
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(120)
        .collect();
    format!("{}, {money} a month. {start}", home.city)
}

fn edit_link(home: &Home) -> Markup {
    html! {
        @if home.contact == Contact::Owner {
            a.button.button--quiet href=(urls::edit_listing(home.id)) { (ui::icon("edit")) "Edit listing" }
        }
    }
}

fn standing(status: Status) -> Markup {
    let says = match status {
        Status::Draft => "This is a draft. Only you can see it.",
        Status::Available => "This home is free to let.",
        Status::Let => "This home is let now. You can still read about it.",
        Status::Archived => "This listing is put away. It is no longer offered.",
    };
    html! { div.notice { (status_tag(status)) p { (says) } } }
}

fn lead(reader: &Reader, home: &Home) -> Markup {
    html! {
        div.stack.stack--l {
            div.stack {
                div.spread { h1 { (home.title) } (price(home.price, home.currency)) }
                p.meta { (home.city) }
            }
            dl.facts {
                div { dt { (ui::icon("bed")) "Bedrooms" } dd { (bedrooms(home.bedrooms)) } }
                div { dt { (ui::icon("bath")) "Bathrooms" } dd { (home.bathrooms) } }
                @if let Some(area) = home.area { div { dt { (ui::icon("area")) "Floor area" } dd { (area) " m²" } } }
                div {
                    dt { (ui::icon("calendar")) "Available" }
                    dd { (fmt::available(home.available_from, reader.today())) }
                }
            }
        }
    }
}

fn bedrooms(number: i32) -> String {
    if number == 0 {
        "Studio".to_owned()
    } else {
        number.to_string()
    }
}

fn owner(home: &Home) -> Markup {
    html! {
        section.stack.panel aria-labelledby="owner" {
            div.who {
                (ui::avatar(home.owner, ui::Size::Large))
                div { h2 #owner { (home.owner.name) } small { "Owner" } }
            }
            p.soft { small { "Never pay before you have seen the home." } }
        }
    }
}

fn description(home: &Home) -> Markup {
    html! {
        @if !home.description.is_empty() {
            section.stack aria-labelledby="about" {
                h2 #about { "About this home" }
                p.prose.text { (fmt::text(home.description)) }
            }
        }
    }
}

/// The button that opens the chat, fixed at the bottom left. Where htmx is there, the panel comes to the page; a
/// plain form, and a reader who has to sign in first, go to another page.
pub fn contact(home: &Home) -> Markup {
    let action = urls::contact(home.id);
    let target = format!("#{}", ids::CHAT);
    html! {
        @match home.contact {
            Contact::Ask | Contact::Open(_) => {
                form.contact method="post" action=(action)
                    hx-post=(action) hx-target=(target) hx-swap="outerHTML" { (contact_button()) }
            }
            Contact::SignIn => { form.contact method="post" action=(action) { (contact_button()) } }
            Contact::Owner | Contact::Closed => {}
        }
    }
}

fn contact_button() -> Markup {
    html! { button.button.button--lamp { (ui::icon("message")) "Contact Owner" } }
}
