//! The page of a listing.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use super::card::price;
use super::{Status, status_tag};
use crate::comments::{self, Comments};
use crate::fmt::{self, LocaleContext};
use crate::photos::{Photo, gallery};
use crate::reply_time::{ReplyTime, reply_time};
use crate::{PersonProps, ShellProps, ids, layout, ui, urls};

/// A listing with everything on its page.
#[derive(Clone, Debug)]
pub struct ListingDetails<'a> {
    pub id: i64,
    pub title: &'a str,
    pub description: &'a str,
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
    /// The cover first.
    pub photos: Vec<Photo<'a>>,
    pub status: Status,
    pub owner: PersonProps<'a>,
    /// The usual reply time of the owner.
    pub reply_time: ReplyTime,
    /// How the viewer can contact the owner.
    pub contact: Contact,
    /// Linked data (JSON-LD), escaped for a script element.
    pub linked_data: &'a str,
    pub comments: Comments<'a>,
}

/// How the viewer can contact the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// Starts a conversation.
    Start,
    /// Opens the existing conversation with this id.
    Open(i64),
    /// Requires signing in; the server redirects there.
    SignIn,
    /// The viewer is the owner.
    Owner,
    /// The listing takes no new conversations.
    Closed,
}

pub fn page(shell: &ShellProps, listing: &ListingDetails) -> Markup {
    let t = shell.t();
    let main = html! {
        div.wrap.page.stack.stack--m {
            div.spread { (ui::back_link(urls::HOME, &t.browse_title())) (edit_link(t, listing)) }
            @if listing.status != Status::Available { (status_notice(t, listing.status)) }
            (photo_section(t, listing))
            div.columns {
                (summary(&shell.locale, listing))
                div.aside { (owner(t, listing)) }
                div.stack.stack--l {
                    (description(t, listing))
                    (comments::thread(&shell.locale, &listing.comments))
                }
            }
        }
        (contact(t, listing))
    };
    let [.., largest] = urls::PHOTO_WIDTHS;
    let path = urls::listing(listing.id);
    let description = meta_description(t, listing);
    let cover = listing.photos.first().map(|cover| cover.url(largest));
    let meta = layout::PageMeta {
        path: &path,
        description: &description,
        picture: cover.as_deref(),
        data: Some(listing.linked_data),
        feed: Some(urls::FEED),
    };
    let page = layout::Page {
        title: listing.title,
        main,
        app: false,
        chat: true,
        refresh: None,
        meta: (listing.status == Status::Available).then_some(meta),
        script: None,
    };
    layout::document(shell, &page)
}

/// The description for search engines and link previews: city, rent, and the start of the text.
fn meta_description(t: Translator, listing: &ListingDetails) -> Cow<'static, str> {
    let money = fmt::money(t, listing.price, listing.currency);
    let start: String = listing
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(120)
        .collect();
    t.home_in_short(listing.city, money, start)
}

/// The photos, or a placeholder. The owner gets a link to add photos.
fn photo_section(t: Translator, listing: &ListingDetails) -> Markup {
    html! {
        @if !listing.photos.is_empty() { (gallery(t, &listing.photos, listing.title)) }
        @else if listing.contact == Contact::Owner {
            div.picture { div.no-picture {
                a.button href=(urls::listing_photos(listing.id)) { (ui::icon("camera")) (t.add_photos()) }
            } }
        } @else { div.picture { (ui::photo_placeholder(t)) } }
    }
}

fn edit_link(t: Translator, listing: &ListingDetails) -> Markup {
    html! {
        @if listing.contact == Contact::Owner {
            div.row {
                a.button.button--quiet href=(urls::edit_listing(listing.id)) { (ui::icon("edit")) (t.edit_listing()) }
                " " a.button.button--quiet href=(urls::listing_photos(listing.id)) { (ui::icon("camera")) (t.photos()) }
            }
        }
    }
}

fn status_notice(t: Translator, status: Status) -> Markup {
    let label = match status {
        Status::Draft => t.standing_draft(),
        Status::Available => t.standing_available(),
        Status::Let => t.standing_let(),
        Status::Archived => t.standing_archived(),
    };
    html! { div.notice { (status_tag(t, status)) p { (label) } } }
}

fn summary(locale: &LocaleContext, listing: &ListingDetails) -> Markup {
    let t = locale.t;
    html! {
        div.stack.stack--l {
            div.stack {
                div.spread { h1 dir="auto" { (listing.title) } (price(t, listing.price, listing.currency)) }
                p.meta { bdi { (listing.city) } }
            }
            dl.facts {
                div { dt { (ui::icon("bed")) (t.bedrooms()) } dd { (bedrooms(t, listing.bedrooms)) } }
                div { dt { (ui::icon("bath")) (t.bathrooms()) } dd { (listing.bathrooms) } }
                @if let Some(area) = listing.area { div { dt { (ui::icon("area")) (t.floor_area()) } dd { (t.square_metres(area)) } } }
                div {
                    dt { (ui::icon("calendar")) (t.available()) }
                    dd { (fmt::available(locale, listing.available_from)) }
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

fn owner(t: Translator, listing: &ListingDetails) -> Markup {
    html! {
        section.stack.panel aria-labelledby="owner" {
            div.who {
                (ui::avatar(listing.owner, ui::AvatarSize::Large))
                div { h2 #owner { bdi { (listing.owner.name) } } small { (t.owner()) } }
            }
            (reply_time(t, listing.reply_time))
            p.soft { small { (t.never_pay_first()) } }
        }
    }
}

fn description(t: Translator, listing: &ListingDetails) -> Markup {
    html! {
        @if !listing.description.is_empty() {
            section.stack aria-labelledby="about" {
                h2 #about { (t.about_this_home()) }
                p.prose.text dir="auto" { (fmt::text(listing.description)) }
            }
        }
    }
}

/// The contact button. htmx loads the panel into this page. Without scripts, and for a visitor who must sign in, the
/// form navigates to another page.
pub fn contact(t: Translator, listing: &ListingDetails) -> Markup {
    let action = urls::contact(listing.id);
    let target = format!("#{}", ids::CHAT);
    html! {
        @match listing.contact {
            Contact::Start | Contact::Open(_) => {
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
