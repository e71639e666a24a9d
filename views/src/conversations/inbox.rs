//! Every conversation of a reader, the latest first.

use maud::{Markup, html};

use super::pending;
use crate::fmt::{self, Reader};
use crate::{Person, Shell, ids, layout, ui, urls};

/// The reader's conversations.
#[derive(Clone, Copy, Debug)]
pub struct Inbox<'a> {
    /// The latest activity first.
    pub rows: &'a [Row<'a>],
    /// What the reader has seen once they see this.
    pub revision: i64,
    /// The URL of the rows further back.
    pub older: Option<&'a str>,
    /// Whether this is the top of the inbox, where rows move to, and not a part further back.
    pub latest: bool,
}

/// One conversation, as a row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The conversation's id.
    pub id: i64,
    /// What it is about.
    pub listing_title: &'a str,
    /// Where that is.
    pub listing_city: &'a str,
    /// The listing's picture; empty when there is none.
    pub picture: &'a str,
    /// Who the reader talks to.
    pub other: Person<'a>,
    /// The last message.
    pub preview: Option<&'a str>,
    /// Whether the reader wrote it.
    pub preview_own: bool,
    /// When something last happened, in microseconds UTC.
    pub at: i64,
    /// How many messages wait for the reader.
    pub unread: u32,
}

/// What changed in an inbox.
#[derive(Clone, Copy, Debug)]
pub struct InboxNews<'a> {
    /// What the reader has seen once they see this.
    pub revision: i64,
    /// Rows that are new or go to the top, the latest first.
    pub moved: &'a [Row<'a>],
    /// Rows that stay where they are and read differently.
    pub changed: &'a [Row<'a>],
    /// How many messages wait in all.
    pub unread: u32,
}

/// How often the inbox reloads where scripts are off, in seconds.
const REFRESH: u32 = 15;

/// The whole page.
pub fn inbox(shell: &Shell, inbox: &Inbox) -> Markup {
    let main = html! {
        section.inbox aria-labelledby="inbox-heading" {
            header { h1 #inbox-heading { "Messages" } }
            (pending::connection())
            div {
                ul id=(ids::INBOX) {
                    @if inbox.latest { (head(inbox.revision)) }
                    @for one in inbox.rows { (row(&shell.reader, one, false)) }
                }
                @if inbox.rows.is_empty() { (nothing()) }
                (pager(inbox))
            }
        }
    };
    let page = layout::Page {
        title: "Messages",
        main,
        app: true,
        chat: false,
        refresh: Some(REFRESH),
        about: None,
    };
    layout::document(shell, &page)
}

/// What a poll of the inbox brings: a fresh head and the rows that move below it, in place of the old head. Their
/// old copies go, other rows are replaced where they are, and the header's count follows.
pub fn inbox_news(reader: &Reader, news: &InboxNews) -> Markup {
    html! {
        (head(news.revision))
        @for one in news.moved { (row(reader, one, false)) }
        @for one in news.moved { li id=(ids::conversation(one.id)) hx-swap-oob="delete" {} }
        @for one in news.changed { (row(reader, one, true)) }
        (layout::messages_link(news.unread, true, true))
    }
}

/// Asks for what moved, every five seconds and at once when nudged. The answer takes its place.
fn head(revision: i64) -> Markup {
    html! {
        li.tail id=(ids::INBOX_HEAD) hx-get=(urls::inbox_updates(revision))
            hx-trigger="every 5s, nudge from:body" hx-swap="outerHTML" aria-hidden="true" {}
    }
}

fn row(reader: &Reader, row: &Row, replaces: bool) -> Markup {
    let id = ids::conversation(row.id);
    let (name, about) = (format!("{id}-name"), format!("{id}-about"));
    html! {
        li.conversation-item id=(id) hx-swap-oob=[replaces.then_some("true")] {
            div.thumb { (ui::picture(row.picture, "", true)) (ui::avatar(row.other, ui::Size::Small)) }
            h2 id=(name) { (row.other.name) }
            (fmt::short_when(reader, row.at))
            p.about id=(about) { (row.listing_title) ", " (row.listing_city) }
            p.last { (last(row)) }
            (ui::unread_count(row.unread)) " "
            a href=(urls::conversation(row.id)) aria-describedby=(format!("{name} {about}")) {
                span.visually-hidden { "Open Chat" }
            }
        }
    }
}

fn last(row: &Row) -> Markup {
    html! {
        @match row.preview {
            Some(preview) => { @if row.preview_own { "You: " } (preview) }
            None => "No messages yet"
        }
    }
}

fn nothing() -> Markup {
    ui::empty(&ui::Empty {
        art: "doorway-lit",
        alt: "",
        heading: html! { h2 { "Nobody to write back to yet" } },
        text: html! { "Find a home you like and press " b { "Contact Owner" } ". The conversation appears here." },
        actions: html! {
            a.button href=(urls::HOME) { "Browse homes" }
            " " a.button.button--quiet href=(urls::NEW_LISTING) { "List a home" }
        },
        note: None,
    })
}

fn pager(inbox: &Inbox) -> Markup {
    html! {
        @if inbox.older.is_some() || !inbox.latest {
            nav.pager aria-label="Conversations" {
                @if !inbox.latest { a.button.button--quiet href=(urls::MESSAGES) { "Newest conversations" } }
                @if let Some(older) = inbox.older { a.button.button--quiet href=(older) { "Earlier conversations" } }
            }
        }
    }
}
