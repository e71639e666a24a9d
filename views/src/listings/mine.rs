//! The owner's page: what they offer, and who asks about it.

use maud::{Markup, html};

use super::card::Card;
use super::{Status, status_tag};
use crate::{Person, Shell, fmt, ids, layout, ui, urls};

/// One of the owner's listings.
#[derive(Clone, Copy, Debug)]
pub struct MyListing<'a> {
    /// The home.
    pub home: Card<'a>,
    /// How many people asked.
    pub enquiries: u32,
    /// How many messages wait for the owner.
    pub waiting: u32,
    /// Who asked, the latest first.
    pub conversations: &'a [Enquiry<'a>],
}

/// One conversation about a listing, from the owner's side.
#[derive(Clone, Copy, Debug)]
pub struct Enquiry<'a> {
    /// The conversation's id.
    pub conversation: i64,
    /// Who asks.
    pub renter: Person<'a>,
    /// The last message.
    pub preview: Option<&'a str>,
    /// How many messages wait for the owner.
    pub unread: u32,
    /// When something last happened, in microseconds UTC.
    pub at: i64,
}

/// The whole page.
pub fn mine(shell: &Shell, listings: &[MyListing]) -> Markup {
    layout::page(
        shell,
        "My listings",
        html! {
            div.wrap.page.stack.stack--l {
                @if listings.is_empty() { (nothing()) } @else {
                    div.spread {
                        div.stack.stack--s { h1 { "My listings" } p.soft { (waiting(listings)) } }
                        (new_link())
                    }
                    ul.panel.my-listings { @for listing in listings { (row(shell, listing)) } }
                }
            }
        },
    )
}

fn new_link() -> Markup {
    html! { a.button href=(urls::NEW_LISTING) { (ui::icon("plus")) "New listing" } }
}

fn nothing() -> Markup {
    ui::empty(&ui::Empty {
        art: "doorway-lit",
        alt: "",
        heading: html! { h1 { "Your first light" } },
        text: html! { "List a home and people can ask you about it. You answer right here." },
        actions: new_link(),
        note: None,
    })
}

fn waiting(listings: &[MyListing]) -> String {
    match listings.iter().map(|listing| listing.waiting).sum::<u32>() {
        0 => "Nobody is waiting to hear from you.".to_owned(),
        1 => "One message is waiting for you.".to_owned(),
        many => format!("{many} messages are waiting for you."),
    }
}

fn row(shell: &Shell, listing: &MyListing) -> Markup {
    let home = &listing.home;
    html! {
        li id=(ids::listing(home.id)) {
            (ui::picture(home.picture, "", true))
            div {
                (status_tag(home.status))
                h2 { a href=(urls::listing(home.id)) { (home.title) } }
                p.soft { small { (home.city) ". " (fmt::money(home.price, home.currency)) } }
            }
            dl {
                div { dt { small { "Enquiries" } } dd { (listing.enquiries) } }
                div { dt { small { "Waiting" } } dd { (count(listing.waiting)) } }
            }
            div.row { (edit_link(home)) (quick_status(home)) }
            @if !listing.conversations.is_empty() {
                ul.lines.enquiries { @for enquiry in listing.conversations { (line(shell, enquiry)) } }
            }
        }
    }
}

fn count(waiting: u32) -> Markup {
    html! { @if waiting == 0 { "0" } @else { span.count { (waiting) } } }
}

fn edit_link(home: &Card) -> Markup {
    html! {
        a.button.button--quiet href=(urls::edit_listing(home.id)) {
            (ui::icon("edit")) span { "Edit" span.visually-hidden { " " (home.title) } }
        }
    }
}

fn quick_status(home: &Card) -> Markup {
    let (next, says) = match home.status {
        Status::Available => (Status::Let, "Mark as let"),
        Status::Draft | Status::Let | Status::Archived => (Status::Available, "Make available"),
    };
    html! {
        form method="post" action=(urls::status(home.id)) {
            button.button.button--quiet name="status" value=(next.value()) {
                span { (says) span.visually-hidden { ": " (home.title) } }
            }
        }
    }
}

fn line(shell: &Shell, enquiry: &Enquiry) -> Markup {
    html! {
        li {
            (ui::avatar(enquiry.renter, ui::Size::Medium))
            div {
                div.row { h3 { (enquiry.renter.name) } (ui::unread_count(enquiry.unread)) }
                @if let Some(preview) = enquiry.preview { p { (preview) } }
                small { (fmt::short_when(&shell.reader, enquiry.at)) }
            }
            a.button.button--lamp href=(urls::conversation(enquiry.conversation)) {
                span { "Reply" span.visually-hidden { " to " (enquiry.renter.name) } }
            }
        }
    }
}
