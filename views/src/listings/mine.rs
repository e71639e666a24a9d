//! The owner's listings, with the conversations about each.

use i18n::Translator;
use maud::{Markup, html};

use super::card::Card;
use super::{Status, status_tag};
use crate::conversations::Preview;
use crate::fmt::{self, LocaleContext};
use crate::{PersonProps, ShellProps, ids, layout, ui, urls};

/// A page of the owner's listings.
#[derive(Clone, Debug)]
pub struct MyListings<'a> {
    /// The newest first.
    pub rows: Vec<MyListing<'a>>,
    /// The number of unread messages about all listings of the owner.
    pub waiting: u32,
    /// The number of this page, from 1.
    pub page: u64,
    pub pages: u64,
}

/// A listing of the owner.
#[derive(Clone, Debug)]
pub struct MyListing<'a> {
    pub card: Card<'a>,
    /// The number of conversations.
    pub enquiries: u32,
    /// The number of unread messages.
    pub waiting: u32,
    /// Those to show, latest activity first. There may be more, see `enquiries`.
    pub conversations: Vec<Enquiry<'a>>,
}

/// A conversation about the listing, for its owner.
#[derive(Clone, Copy, Debug)]
pub struct Enquiry<'a> {
    pub conversation: i64,
    pub renter: PersonProps<'a>,
    /// The last message.
    pub preview: Preview<'a>,
    /// The number of unread messages.
    pub unread: u32,
    /// The latest activity, in microseconds since 1970 UTC.
    pub at: i64,
}

pub fn mine(shell: &ShellProps, mine: &MyListings) -> Markup {
    let t = shell.t();
    layout::page(
        shell,
        &t.my_listings(),
        html! {
            div.wrap.page.stack.stack--l {
                @if mine.rows.is_empty() { (empty_state(t)) } @else {
                    div.spread {
                        div.stack.stack--s { h1 { (t.my_listings()) } p.soft { (t.waiting_for_you(mine.waiting)) } }
                        (new_link(t))
                    }
                    (rows(&shell.locale, &mine.rows))
                    (pager(t, mine))
                }
            }
        },
    )
}

fn new_link(t: Translator) -> Markup {
    html! { a.button href=(urls::NEW_LISTING) { (ui::icon("plus")) (t.new_listing()) } }
}

fn empty_state(t: Translator) -> Markup {
    ui::empty(&ui::Empty {
        art: "doorway-lit",
        alt: "",
        heading: html! { h1 { (t.first_listing_heading()) } },
        text: html! { (t.first_listing()) },
        actions: new_link(t),
        note: None,
    })
}

fn pager(t: Translator, mine: &MyListings) -> Markup {
    let previous = (mine.page > 1).then(|| urls::my_listings(mine.page - 1));
    let next = (mine.page < mine.pages).then(|| urls::my_listings(mine.page + 1));
    ui::pager(t, mine.page, mine.pages, previous.as_deref(), next.as_deref())
}

/// The list, without the page around it.
pub fn rows(locale: &LocaleContext, listings: &[MyListing]) -> Markup {
    html! { ul.panel.my-listings { @for listing in listings { (row(locale, listing)) } } }
}

fn row(locale: &LocaleContext, listing: &MyListing) -> Markup {
    let (t, card) = (locale.t, &listing.card);
    html! {
        li id=(ids::listing(card.id)) {
            (ui::thumbnail(t, card.cover.as_ref()))
            div {
                (status_tag(t, card.status))
                h2 { a href=(urls::listing(card.id)) dir="auto" { (card.title) } }
                p.soft { small { bdi { (card.city) } ". " (fmt::money(t, card.price, card.currency)) } }
            }
            dl {
                div { dt { small { (t.enquiries()) } } dd { (listing.enquiries) } }
                div { dt { small { (t.waiting()) } } dd { (count(listing.waiting)) } }
            }
            div.row { (edit_link(t, card)) (status_button(t, card)) }
            @if !listing.conversations.is_empty() {
                ul.lines.enquiries { @for enquiry in &listing.conversations { (enquiry_item(locale, enquiry)) } }
            }
            (more_enquiries(t, listing))
        }
    }
}

fn count(waiting: u32) -> Markup {
    html! { @if waiting == 0 { "0" } @else { span.count { (waiting) } } }
}

fn edit_link(t: Translator, listing: &Card) -> Markup {
    html! {
        a.button.button--quiet href=(urls::edit_listing(listing.id)) {
            (ui::icon("edit")) span { (t.edit_home_html(listing.title)) }
        }
    }
}

fn status_button(t: Translator, listing: &Card) -> Markup {
    let (next, label) = match listing.status {
        Status::Available => (Status::Let, t.mark_as_let_html(listing.title)),
        Status::Draft | Status::Let | Status::Archived => (Status::Available, t.make_available_html(listing.title)),
    };
    html! {
        form method="post" action=(urls::status(listing.id)) {
            button.button.button--quiet name="status" value=(next.value()) {
                span { (label) }
            }
        }
    }
}

/// A link to the inbox, where the conversations that are not shown here are.
fn more_enquiries(t: Translator, listing: &MyListing) -> Markup {
    let shown = u32::try_from(listing.conversations.len()).unwrap_or(u32::MAX);
    let more = listing.enquiries.saturating_sub(shown);
    html! { @if more > 0 { p { a href=(urls::MESSAGES) { (t.more_enquiries(more)) } } } }
}

fn enquiry_item(locale: &LocaleContext, enquiry: &Enquiry) -> Markup {
    let t = locale.t;
    html! {
        li {
            (ui::avatar(enquiry.renter, ui::AvatarSize::Medium))
            div {
                div.row { h3 { bdi { (enquiry.renter.name) } } (ui::unread_count(t, enquiry.unread)) }
                @match enquiry.preview {
                    Preview::Text(text) => { p dir="auto" { (text) } }
                    Preview::Unsent => { p { (t.preview_unsent()) } }
                    Preview::NoMessages => {}
                }
                small { (fmt::relative_time(locale, enquiry.at)) }
            }
            a.button.button--lamp href=(urls::conversation(enquiry.conversation)) {
                span { (t.reply_to_html(enquiry.renter.name)) }
            }
        }
    }
}
