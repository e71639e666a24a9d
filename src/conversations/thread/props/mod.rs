//! Conversations as the views want them. Pure.

use views::Theme;
use views::conversations::{Earlier, Frame, Listing, News, Presence, Receipt, Thread as ThreadView};
use views::fmt::Reader;
use views::reply_time::ReplyTime;

use super::changes::Changes;
use super::messages::Messages;
use super::{About, Thread};
use crate::accounts::props::person;
use crate::conversations::send::composer::Composing;
use crate::entities::{MessageId, Timestamp};
use crate::photos::props::cover;

mod message;

use crate::conversations::send::props::quote;
use message::line;
pub use message::{Files, lines, text, whole};

/// A part of a thread as its page and its panel show it.
pub struct Shown<'a> {
    /// The conversation.
    pub thread: &'a Thread,
    /// The messages to show.
    pub messages: &'a Messages,
    /// The first message the viewer has not read yet, or had not when they opened the thread.
    pub first_unread: Option<MessageId>,
    /// What is being typed.
    pub composing: &'a Composing,
    /// How soon the other side answers, if that is the owner.
    pub reply_time: Option<ReplyTime>,
    /// Whether the other side is there, as far as that is told.
    pub presence: Option<Presence>,
}

/// Shows a thread.
pub fn thread<T>(shown: &Shown<'_>, show: impl FnOnce(&ThreadView<'_>) -> T) -> T {
    let Shown {
        thread,
        messages,
        first_unread,
        composing,
        reply_time,
        presence,
    } = shown;
    let files = Files::of(messages);
    let rows = lines(thread, messages, &files);
    show(&ThreadView {
        id: thread.id.0,
        listing: about(&thread.listing),
        me: person(&thread.me),
        other: person(&thread.other),
        reply_time: *reply_time,
        presence: *presence,
        messages: &rows,
        previous: messages.previous.as_ref().map(|row| line(thread, row)),
        revision: thread.revision,
        older: older(messages),
        newer: messages.rows.last().map(|last| last.id.0),
        latest: messages.end,
        first_unread: first_unread.map(|id| id.0),
        receipt: receipt(thread),
        client_id: &composing.client_id,
        quote: composing.quoted.as_ref().map(|row| quote(thread, row)),
        draft: &composing.text,
        error: composing.error.as_deref(),
    })
}

/// Shows what a poll brings: new rows and the next tail.
pub fn news<T>(thread: &Thread, changes: &Changes, show: impl FnOnce(&News<'_>) -> T) -> T {
    let files = Files::of(&changes.new);
    let rows = lines(thread, &changes.new, &files);
    let changed_files = Files::of(&changes.changed);
    let changed = lines(thread, &changes.changed, &changed_files);
    show(&News {
        conversation: thread.id.0,
        messages: &rows,
        previous: changes.new.previous.as_ref().map(|row| line(thread, row)),
        revision: changes.revision,
        first_unread: None,
        receipt: receipt(thread).filter(|_| changes.receipt),
        receipt_changed: changes.receipt,
        changed: &changed,
    })
}

/// Shows an older part of a thread by itself.
pub fn earlier<T>(
    thread: &Thread,
    messages: &Messages,
    first_unread: Option<MessageId>,
    show: impl FnOnce(&Earlier<'_>) -> T,
) -> T {
    let files = Files::of(messages);
    let rows = lines(thread, messages, &files);
    show(&Earlier {
        conversation: thread.id.0,
        messages: &rows,
        previous: messages.previous.as_ref().map(|row| line(thread, row)),
        older: older(messages),
        first_unread: first_unread.map(|id| id.0),
        receipt: receipt(thread),
    })
}

/// The message to page back from, when there are older ones.
fn older(messages: &Messages) -> Option<i64> {
    let first = messages.previous.as_ref().and(messages.rows.first());
    first.map(|first| first.id.0)
}

/// What came since the page around the frame was made.
pub fn frame<T>(thread: &Thread, changes: &Changes, theme: Theme, show: impl FnOnce(&Frame<'_>) -> T) -> T {
    let files = Files::of(&changes.new);
    let rows = lines(thread, &changes.new, &files);
    show(&Frame {
        messages: &rows,
        previous: changes.new.previous.as_ref().map(|row| line(thread, row)),
        receipt: receipt(thread).filter(|_| changes.receipt),
        conversation: thread.id.0,
        changed: !changes.changed.rows.is_empty(),
        end: changes.new.end,
        theme,
    })
}

/// What a reader is told of somebody who was last seen then; by a clock that has been set back since, perhaps.
pub fn presence(seen_at: Timestamp, reader: &Reader) -> Option<Presence> {
    const A_MOMENT: i64 = 120 * Timestamp::SECOND;
    if reader.now.saturating_sub(seen_at.0).saturating_abs() <= A_MOMENT {
        return Some(Presence::Now);
    }
    (reader.date(seen_at.0) == reader.today()).then_some(Presence::Today)
}

/// Without a time there is nothing to show: what was read before receipts were kept has none.
fn receipt(thread: &Thread) -> Option<Receipt> {
    Some(Receipt {
        conversation: thread.id.0,
        message: thread.receipt.message.0,
        at: thread.receipt.at?.0,
    })
}

pub fn about(row: &About) -> Listing<'_> {
    Listing {
        id: row.id.0,
        title: &row.title,
        city: &row.city,
        cover: cover(row.cover_id, row.cover_alt.as_deref(), row.cover_colour.as_deref()),
        price: row.price,
        currency: &row.currency,
        available_from: row.available_from.as_deref(),
    }
}
