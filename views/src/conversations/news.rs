//! The rows of a conversation. Nothing else renders a message, paper aside.

use maud::{Markup, html};

use super::receipt::{self, Receipt};
use super::{Message, said};
use crate::fmt::{self, Reader};
use crate::{ids, ui, urls};

/// Messages of one person within five minutes stand together.
pub const TOGETHER: i64 = 5 * 60 * 1_000_000;

/// Most rows are shorter, in bytes.
const ROOM: usize = 1_024;

/// A run of messages that ends the conversation, for now.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// The conversation's id.
    pub conversation: i64,
    /// The messages, oldest first.
    pub messages: &'a [Message<'a>],
    /// The message just before the first of them.
    pub previous: Option<Message<'a>>,
    /// What the reader has seen once they see this.
    pub revision: i64,
    /// The first message the reader has not seen yet.
    pub first_unread: Option<i64>,
    /// How far the other side has read.
    pub receipt: Option<Receipt>,
    /// Whether that is another place than the one the page shows, if it shows one.
    pub receipt_changed: bool,
    /// Messages that are on the page already and read differently now.
    pub changed: &'a [Message<'a>],
}

/// The run and its tail: all rows on the page, the new ones for a poll.
pub fn news(reader: &Reader, news: &News) -> Markup {
    html! {
        (rows(reader, news.messages, news.previous, news.first_unread, news.receipt))
        (tail(news.conversation, news.revision))
        @if news.receipt_changed { (receipt::moved(reader, news)) }
        @for message in news.changed { (said::said(reader.words, message, true)) }
    }
}

/// A run of messages without an end.
pub fn rows(
    reader: &Reader,
    messages: &[Message],
    previous: Option<Message>,
    first_unread: Option<i64>,
    receipt: Option<Receipt>,
) -> Markup {
    let before = std::iter::once(previous.as_ref()).chain(messages.iter().map(Some));
    let rows = messages.iter().zip(before).map(|(message, before)| {
        let new_day = starts_a_day(reader, message, before);
        let new = first_unread == Some(message.id);
        html! {
            @if new_day { li.day-mark { (fmt::day(reader, message.created_at)) } }
            @if new { li.new-mark #new { (reader.words.new_messages()) } }
            (row(reader, message, before.is_some_and(|before| !new_day && !new && stand_together(before, message))))
            @if let Some(receipt) = receipt.filter(|receipt| receipt.message == message.id) {
                (receipt::line(reader, &receipt))
            }
        }
    });
    ui::rows(rows, messages.len() * ROOM)
}

/// `more` of the same person's, right below the one before.
fn row(reader: &Reader, message: &Message, more: bool) -> Markup {
    html! {
        li.message.message--own[message.own].message--more[more] id=(ids::message(message.id))
            data-client-id=[message.client_id] {
            p.message__meta.visually-hidden[more] {
                b { (message.sender.name) } " "
                a href=(urls::message(message.conversation, message.id)) title=(reader.words.link_to_message())
                    tabindex=[more.then_some("-1")] { (fmt::time(reader, message.created_at)) }
            }
            @if !more { (ui::avatar(message.sender, ui::Size::Small)) }
            (said::said(reader.words, message, false))
        }
    }
}

fn starts_a_day(reader: &Reader, message: &Message, before: Option<&Message>) -> bool {
    before.is_none_or(|before| reader.date(before.created_at) != reader.date(message.created_at))
}

fn stand_together(before: &Message, message: &Message) -> bool {
    before.sender.id == message.sender.id && message.created_at.saturating_sub(before.created_at) < TOGETHER
}

/// Asks for what follows, every three seconds and at once when nudged. The answer takes its place.
fn tail(conversation: i64, revision: i64) -> Markup {
    html! {
        li.tail id=(ids::tail(conversation)) hx-get=(urls::updates(conversation, revision))
            hx-trigger="every 3s, nudge from:body" hx-swap="outerHTML" aria-hidden="true" {}
    }
}
