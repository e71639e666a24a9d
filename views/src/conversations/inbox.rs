//! The inbox: the viewer's conversations, those with the latest activity first.

use i18n::Translator;
use maud::{Markup, html};

use super::script_elements;
use crate::fmt::{self, LocaleContext};
use crate::photos::Photo;
use crate::{PersonProps, ShellProps, ids, layout, ui, urls};

#[derive(Clone, Debug)]
pub struct Inbox<'a> {
    /// Latest activity first.
    pub rows: Vec<Row<'a>>,
    /// The revision that this page shows.
    pub revision: i64,
    /// The URL of the next page.
    pub older: Option<&'a str>,
    /// Whether this is the first page, to which polling moves rows.
    pub latest: bool,
    /// The conversation open beside the inbox.
    pub current: Option<i64>,
}

/// A conversation in the inbox.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub id: i64,
    /// The title of the listing.
    pub listing_title: &'a str,
    /// The city of the listing.
    pub listing_city: &'a str,
    /// The cover photo of the listing.
    pub cover: Option<Photo<'a>>,
    /// The other participant.
    pub other: PersonProps<'a>,
    /// The last message.
    pub preview: Preview<'a>,
    /// Whether the viewer sent it.
    pub preview_own: bool,
    /// The latest activity, in microseconds since 1970 UTC.
    pub at: i64,
    /// The number of unread messages of the viewer.
    pub unread: u32,
}

/// The last message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview<'a> {
    /// The conversation has no messages.
    NoMessages,
    /// The last message has been unsent.
    Unsent,
    /// The text, or the start of it.
    Text(&'a str),
}

/// The changes of an inbox since the revision of a poll.
#[derive(Clone, Debug)]
pub struct InboxUpdate<'a> {
    /// The revision that this update brings the page to.
    pub revision: i64,
    /// New rows and rows that move to the top, latest activity first.
    pub moved: Vec<Row<'a>>,
    /// Rows with other content at the same position.
    pub changed: Vec<Row<'a>>,
    /// The number of unread messages in all conversations.
    pub unread: u32,
    /// The conversation open beside the inbox.
    pub current: Option<i64>,
}

/// The reload interval for browsers without scripts, in seconds.
const REFRESH: u32 = 15;

pub fn inbox(shell: &ShellProps, inbox: &Inbox) -> Markup {
    let t = shell.t();
    let main = html! {
        div.inbox {
            (list(&shell.locale, inbox, &html! { h1 #inbox-heading { (t.messages()) } }))
            @if !inbox.rows.is_empty() { (no_conversation(t)) }
            (script_elements::websocket())
        }
    };
    let page = layout::Page {
        title: &t.messages(),
        main,
        app: true,
        chat: false,
        refresh: Some(REFRESH),
        meta: None,
        script: None,
    };
    layout::document(shell, &page)
}

/// The inbox beside an open conversation.
pub fn pane(locale: &LocaleContext, inbox: &Inbox) -> Markup {
    list(locale, inbox, &html! { h2 #inbox-heading { (locale.t.messages()) } })
}

fn list(locale: &LocaleContext, inbox: &Inbox, heading: &Markup) -> Markup {
    let t = locale.t;
    html! {
        section.inbox__list aria-labelledby="inbox-heading" {
            header { (heading) }
            (script_elements::connection(t))
            div {
                ul id=(ids::INBOX) {
                    @if inbox.latest { (head(inbox.revision)) }
                    @for entry in &inbox.rows { (row(locale, entry, inbox.current, false)) }
                }
                @if inbox.rows.is_empty() { (empty_state(t)) }
                (pager(t, inbox))
            }
        }
    }
}

/// Fills the second pane of a wide screen while no conversation is open.
fn no_conversation(t: Translator) -> Markup {
    html! {
        div.inbox__rest {
            (ui::empty(&ui::Empty {
                art: "doorway-lit",
                alt: "",
                heading: html! { h2 { (t.choose_conversation_heading()) } },
                text: html! { (t.choose_conversation()) },
                actions: html! {},
                note: None,
            }))
        }
    }
}

/// The response to a poll. A new polling element and the moved rows replace the old polling element. Out-of-band swaps
/// delete the old copies of moved rows, and replace changed rows and the header's unread count.
pub fn inbox_update(locale: &LocaleContext, update: &InboxUpdate) -> Markup {
    html! {
        (head(update.revision))
        @for entry in &update.moved { (row(locale, entry, update.current, false)) }
        @for entry in &update.moved { li id=(ids::conversation(entry.id)) hx-swap-oob="delete" {} }
        @for entry in &update.changed { (row(locale, entry, update.current, true)) }
        (layout::messages_link(locale.t, update.unread, true, true))
    }
}

/// The polling element: requests updates every five seconds and on a nudge. The response replaces it.
fn head(revision: i64) -> Markup {
    html! {
        li.tail id=(ids::INBOX_HEAD) hx-get=(urls::inbox_updates(revision))
            hx-trigger="every 5s, nudge from:body" hx-swap="outerHTML" aria-hidden="true" {}
    }
}

pub fn row(locale: &LocaleContext, row: &Row, current: Option<i64>, replaces: bool) -> Markup {
    let id = ids::conversation(row.id);
    let (name, about) = (format!("{id}-name"), format!("{id}-about"));
    let t = locale.t;
    html! {
        li.conversation-item id=(id) hx-swap-oob=[replaces.then_some("true")] {
            div.thumb { (ui::thumbnail(t, row.cover.as_ref())) (ui::avatar(row.other, ui::AvatarSize::Small)) }
            h2 id=(name) { bdi { (row.other.name) } }
            (fmt::relative_time(locale, row.at))
            p.about id=(about) { bdi { (row.listing_title) } ", " bdi { (row.listing_city) } }
            p.last dir="auto" { (preview(t, row)) }
            (ui::unread_count(t, row.unread)) " "
            a href=(urls::conversation(row.id)) aria-current=[(current == Some(row.id)).then_some("true")]
                aria-describedby=(format!("{name} {about}")) {
                span.visually-hidden { (t.open_chat()) }
            }
        }
    }
}

fn preview(t: Translator, row: &Row) -> Markup {
    html! {
        @match row.preview {
            Preview::Text(text) => { @if row.preview_own { (t.preview_own(text)) } @else { (text) } }
            Preview::Unsent => (t.preview_unsent())
            Preview::NoMessages => (t.no_messages())
        }
    }
}

fn empty_state(t: Translator) -> Markup {
    ui::empty(&ui::Empty {
        art: "doorway-lit",
        alt: "",
        heading: html! { h2 { (t.inbox_empty_heading()) } },
        text: t.inbox_empty_html(),
        actions: html! {
            a.button href=(urls::HOME) { (t.browse_homes()) }
            " " a.button.button--quiet href=(urls::NEW_LISTING) { (t.list_a_home()) }
        },
        note: None,
    })
}

fn pager(t: Translator, inbox: &Inbox) -> Markup {
    html! {
        @if inbox.older.is_some() || !inbox.latest {
            nav.pager aria-label=(t.conversations()) {
                @if !inbox.latest { a.button.button--quiet href=(urls::MESSAGES) { (t.newest_conversations()) } }
                @if let Some(older) = inbox.older { a.button.button--quiet href=(older) { (t.earlier_conversations()) } }
            }
        }
    }
}
