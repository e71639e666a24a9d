//! Every conversation of a reader, the latest first.

use i18n::Translator;
use maud::{Markup, html};

use super::script_elements;
use crate::fmt::{self, LocaleContext};
use crate::photos::Photo;
use crate::{PersonProps, ShellProps, ids, layout, ui, urls};

/// The reader's conversations.
#[derive(Clone, Debug)]
pub struct Inbox<'a> {
    /// The latest activity first.
    pub rows: Vec<Row<'a>>,
    /// What the reader has seen once they see this.
    pub revision: i64,
    /// The URL of the rows further back.
    pub older: Option<&'a str>,
    /// Whether this is the top of the inbox, where rows move to, and not a part further back.
    pub latest: bool,
    /// The conversation that is open beside it.
    pub current: Option<i64>,
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
    /// The listing's first photo, if it has one.
    pub cover: Option<Photo<'a>>,
    /// Who the reader talks to.
    pub other: PersonProps<'a>,
    /// The last message.
    pub preview: Preview<'a>,
    /// Whether the reader wrote it.
    pub preview_own: bool,
    /// When something last happened, in microseconds UTC.
    pub at: i64,
    /// How many messages wait for the reader.
    pub unread: u32,
}

/// What a conversation shows of its last message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview<'a> {
    /// There is none yet.
    NoMessages,
    /// It has been unsent.
    Unsent,
    /// The beginning of it.
    Text(&'a str),
}

/// What changed in an inbox.
#[derive(Clone, Debug)]
pub struct InboxUpdate<'a> {
    /// What the reader has seen once they see this.
    pub revision: i64,
    /// Rows that are new or go to the top, the latest first.
    pub moved: Vec<Row<'a>>,
    /// Rows that stay where they are and read differently.
    pub changed: Vec<Row<'a>>,
    /// How many messages wait in all.
    pub unread: u32,
    /// The conversation that is open beside the inbox.
    pub current: Option<i64>,
}

/// How often the inbox reloads where scripts are off, in seconds.
const REFRESH: u32 = 15;

/// The whole page.
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

/// The inbox beside the conversation that is open.
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

/// Fills the second pane of a wide screen until a conversation is chosen.
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

/// What a poll of the inbox brings: a fresh head and the rows that move below it, in place of the old head. Their
/// old copies go, other rows are replaced where they are, and the header's count follows.
pub fn inbox_update(locale: &LocaleContext, update: &InboxUpdate) -> Markup {
    html! {
        (head(update.revision))
        @for entry in &update.moved { (row(locale, entry, update.current, false)) }
        @for entry in &update.moved { li id=(ids::conversation(entry.id)) hx-swap-oob="delete" {} }
        @for entry in &update.changed { (row(locale, entry, update.current, true)) }
        (layout::messages_link(locale.t, update.unread, true, true))
    }
}

/// Asks for what moved, every five seconds and at once when nudged. The answer takes its place.
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
            h2 id=(name) { (row.other.name) }
            (fmt::relative_time(locale, row.at))
            p.about id=(about) { (row.listing_title) ", " (row.listing_city) }
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
