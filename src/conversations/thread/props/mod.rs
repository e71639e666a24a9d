//! Props of a thread.

use views::Theme;
use views::conversations::{
    Listing, NoscriptFrame, OlderMessages, PresenceStatus, ReceiptProps, ThreadProps, ThreadUpdate,
};
use views::reply_time::ReplyTime;

use super::changes::Changes;
use super::messages::MessagePageDetails;
use super::{ListingSummary, Thread};
use crate::accounts::props::person;
use crate::conversations::send::composer::ComposerState;
use crate::conversations::send::props::quote;
use crate::entities::{MessageId, Timestamp};
use crate::photos::props::cover;

mod message;

use message::without_context;
pub use message::{messages, text, with_context};

/// The data of a thread's page and of its panel.
pub struct ThreadView<'a> {
    pub thread: &'a Thread,
    pub messages: &'a MessagePageDetails,
    /// The first message that was unread when the viewer opened the thread.
    pub first_unread: Option<MessageId>,
    pub composer_state: &'a ComposerState,
    /// The reply time of the owner; None when the viewer is the owner.
    pub reply_time: Option<ReplyTime>,
    /// The presence of the other participant; None when it is hidden or unknown.
    pub presence: Option<PresenceStatus>,
}

/// The props of a thread's page or panel.
pub fn thread<'a>(view: &ThreadView<'a>) -> ThreadProps<'a> {
    let ThreadView {
        thread,
        messages: page,
        composer_state,
        ..
    } = *view;
    ThreadProps {
        id: thread.id.0,
        listing: listing(&thread.listing),
        viewer: person(&thread.viewer),
        other: person(&thread.other),
        reply_time: view.reply_time,
        presence: view.presence,
        messages: messages(thread, page),
        previous: page.previous.as_ref().map(|row| without_context(thread, row)),
        revision: thread.revision,
        older: older_before(page),
        newer: page.rows.last().map(|last| last.id.0),
        latest: page.has_newest,
        first_unread: view.first_unread.map(|id| id.0),
        receipt: receipt(thread),
        client_id: &composer_state.client_id,
        quote: composer_state.quoted.as_ref().map(|row| quote(thread, row)),
        draft: &composer_state.text,
        error: composer_state.error.as_deref(),
    }
}

/// The props of a poll's response: new rows and the next tail.
pub fn update<'a>(thread: &'a Thread, changes: &'a Changes) -> ThreadUpdate<'a> {
    let previous = changes.new.previous.as_ref();
    ThreadUpdate {
        conversation: thread.id.0,
        messages: messages(thread, &changes.new),
        previous: previous.map(|row| without_context(thread, row)),
        revision: changes.cursor.revision,
        changed_up_to: changes.cursor.message.map(|id| id.0),
        first_unread: None,
        receipt: receipt(thread).filter(|_| changes.receipt_changed),
        receipt_changed: changes.receipt_changed,
        changed: messages(thread, &changes.changed),
    }
}

/// The props of older messages, fetched as a fragment.
pub fn older<'a>(
    thread: &'a Thread,
    page: &'a MessagePageDetails,
    first_unread: Option<MessageId>,
) -> OlderMessages<'a> {
    OlderMessages {
        conversation: thread.id.0,
        messages: messages(thread, page),
        previous: page.previous.as_ref().map(|row| without_context(thread, row)),
        older: older_before(page),
        first_unread: first_unread.map(|id| id.0),
        receipt: receipt(thread),
    }
}

/// The message before which the next older page ends; None when there are no older messages.
fn older_before(page: &MessagePageDetails) -> Option<i64> {
    let first = page.previous.as_ref().and(page.rows.first());
    first.map(|first| first.id.0)
}

/// The props of the self-refreshing frame for browsers without scripts: the messages since its page was rendered.
pub fn noscript_frame<'a>(thread: &'a Thread, changes: &'a Changes, theme: Theme) -> NoscriptFrame<'a> {
    let previous = changes.new.previous.as_ref();
    NoscriptFrame {
        messages: messages(thread, &changes.new),
        previous: previous.map(|row| without_context(thread, row)),
        receipt: receipt(thread).filter(|_| changes.receipt_changed),
        conversation: thread.id.0,
        changed: !changes.changed.rows.is_empty(),
        has_newest: changes.new.has_newest,
        theme,
    }
}

/// The presence of a person who was last seen at this time: now within 2 minutes, else today within 18 to 24 hours, else
/// None. Absolute differences are compared, because the clock may have been set back since.
///
/// "Today" depends on nothing that the viewer chooses, such as a time zone, and ends only when a quarter of a UTC day
/// ends. So repeated requests tell the time of the last visit to within 6 hours.
pub fn presence(seen_at: Timestamp, now: Timestamp) -> Option<PresenceStatus> {
    const NOW_WINDOW: i64 = 120 * Timestamp::SECOND;
    const QUARTER: i64 = Timestamp::DAY / 4;
    if now.0.saturating_sub(seen_at.0).saturating_abs() <= NOW_WINDOW {
        return Some(PresenceStatus::Now);
    }
    let quarters = now.0.div_euclid(QUARTER) - seen_at.0.div_euclid(QUARTER);
    (quarters.abs() < 4).then_some(PresenceStatus::Today)
}

/// None without a time: receipts are off, or the message was read before receipts were stored.
fn receipt(thread: &Thread) -> Option<ReceiptProps> {
    Some(ReceiptProps {
        conversation: thread.id.0,
        message: thread.receipt.message.0,
        at: thread.receipt.at?.0,
    })
}

pub fn listing(row: &ListingSummary) -> Listing<'_> {
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
