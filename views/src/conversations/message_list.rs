//! Renders message rows. All pages and fragments except the export use it.

use maud::{Markup, html};

use super::receipt::{self, ReceiptProps};
use super::{Message, content};
use crate::fmt::{self, LocaleContext};
use crate::{ids, ui, urls};

/// Messages of one sender within this time are grouped, in microseconds: five minutes.
pub const GROUP_WINDOW: i64 = 5 * 60 * 1_000_000;

/// The estimated size of a row, in bytes. Most rows are smaller.
const ROW_BYTES: usize = 1_024;

/// Messages at the end of a conversation, and what else has changed.
#[derive(Clone, Debug)]
pub struct ThreadUpdate<'a> {
    pub conversation: i64,
    /// Oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message before the first one.
    pub previous: Option<Message<'a>>,
    /// The revision that this update brings the page to.
    pub revision: i64,
    /// Of the messages that the next revision changed, the page has those up to this one.
    pub changed_up_to: Option<i64>,
    /// The first unread message.
    pub first_unread: Option<i64>,
    /// The read receipt of the other participant.
    pub receipt: Option<ReceiptProps>,
    /// Whether the receipt has moved since the revision of the page.
    pub receipt_changed: bool,
    /// Messages on the page with changed content.
    pub changed: Vec<Message<'a>>,
}

/// The response to a poll: new rows, a new polling element, the moved receipt, and changed messages.
pub fn thread_update(locale: &LocaleContext, update: &ThreadUpdate) -> Markup {
    html! {
        (rows(locale, &update.messages, update.previous.as_ref(), update.first_unread, update.receipt))
        (tail(update.conversation, update.revision, update.changed_up_to))
        @if update.receipt_changed { (receipt::move_receipt(locale, update)) }
        @for message in &update.changed { (content::content(locale.t, message, true)) }
    }
}

/// Consecutive rows with day marks, the unread mark and the receipt. `previous` is the message before the first one.
pub fn rows(
    locale: &LocaleContext,
    messages: &[Message],
    previous: Option<&Message>,
    first_unread: Option<i64>,
    receipt: Option<ReceiptProps>,
) -> Markup {
    let before = std::iter::once(previous).chain(messages.iter().map(Some));
    let rows = messages.iter().zip(before).map(|(message, before)| {
        let new_day = starts_a_day(locale, message, before);
        let new = first_unread == Some(message.id);
        html! {
            @if new_day { li.day-mark { (fmt::day(locale, message.created_at)) } }
            @if new { li.new-mark #new { (locale.t.new_messages()) } }
            (row(locale, message, before.is_some_and(|before| !new_day && !new && is_grouped(before, message))))
            @if let Some(receipt) = receipt.filter(|receipt| receipt.message == message.id) {
                (receipt::receipt(locale, &receipt))
            }
        }
    });
    ui::concat(rows, messages.len() * ROW_BYTES)
}

/// A grouped row follows one of the same sender: its name and time are visually hidden.
fn row(locale: &LocaleContext, message: &Message, is_grouped: bool) -> Markup {
    html! {
        li.message.message--own[message.own].message--more[is_grouped] id=(ids::message(message.id))
            data-client-id=[message.client_id] {
            p.message__meta.visually-hidden[is_grouped] {
                b dir="auto" { (message.sender.name) } " "
                a href=(urls::message(message.conversation, message.id)) title=(locale.t.link_to_message())
                    tabindex=[is_grouped.then_some("-1")] { (fmt::time(locale, message.created_at)) }
            }
            @if !is_grouped { (ui::avatar(message.sender, ui::AvatarSize::Small)) }
            (content::content(locale.t, message, false))
        }
    }
}

fn starts_a_day(locale: &LocaleContext, message: &Message, before: Option<&Message>) -> bool {
    before.is_none_or(|before| locale.date(before.created_at) != locale.date(message.created_at))
}

fn is_grouped(before: &Message, message: &Message) -> bool {
    before.sender.id == message.sender.id && message.created_at.saturating_sub(before.created_at) < GROUP_WINDOW
}

/// The polling element: requests updates every three seconds and on a nudge. The response replaces it.
pub fn tail(conversation: i64, revision: i64, changed_up_to: Option<i64>) -> Markup {
    let next = changed_up_to.map_or_else(
        || urls::updates(conversation, revision),
        |after| urls::updates_after(conversation, revision, after),
    );
    html! {
        li.tail id=(ids::tail(conversation)) hx-get=(next)
            hx-trigger="every 3s, nudge from:body" hx-swap="outerHTML" aria-hidden="true" {}
    }
}
