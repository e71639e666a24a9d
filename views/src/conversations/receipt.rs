//! The read receipt: one line below the last of the reader's own messages that the other side has read.

use maud::{Markup, html};

use super::{Message, ThreadUpdate};
use crate::fmt::{self, LocaleContext};
use crate::{ids, ui};

/// How far the other side has read, and when they did.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptProps {
    /// The conversation's id.
    pub conversation: i64,
    /// The last of the reader's own messages that they have read.
    pub message: i64,
    /// When, in microseconds UTC.
    pub at: i64,
}

impl ReceiptProps {
    /// Whether its message is one of these.
    pub fn is_among(&self, messages: &[Message]) -> bool {
        messages.iter().any(|message| message.id == self.message)
    }
}

/// The line, as it stands after its message.
pub fn receipt(locale: &LocaleContext, receipt: &ReceiptProps) -> Markup {
    html! {
        li.receipt.receipt--read id=(ids::receipt(receipt.conversation)) {
            (ui::icon("check-double")) span { (label(locale, receipt)) }
        }
    }
}

/// The line goes from where the page has it. The new one follows its message, unless that comes with it.
pub fn move_receipt(locale: &LocaleContext, update: &ThreadUpdate) -> Markup {
    html! {
        li id=(ids::receipt(update.conversation)) hx-swap-oob="delete" {}
        @if let Some(receipt) = update.receipt.filter(|receipt| !receipt.is_among(&update.messages)) {
            ol hx-swap-oob=(format!("afterend:#{}", ids::message(receipt.message))) { (self::receipt(locale, &receipt)) }
        }
    }
}

fn label(locale: &LocaleContext, receipt: &ReceiptProps) -> Markup {
    let (t, time) = (locale.t, fmt::time(locale, receipt.at));
    if locale.date(receipt.at) == locale.today() {
        t.read_html(time)
    } else {
        t.read_before_html(fmt::day(locale, receipt.at), time)
    }
}
