//! The read receipt: a line below the last message of the viewer that the other participant has read.

use maud::{Markup, html};

use super::{Message, ThreadUpdate};
use crate::fmt::{self, LocaleContext};
use crate::{ids, ui};

/// How far the other participant has read.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptProps {
    pub conversation: i64,
    /// The last message of the viewer that has been read.
    pub message: i64,
    /// When it was read, in microseconds since 1970 UTC.
    pub at: i64,
}

impl ReceiptProps {
    /// Whether the receipt belongs to one of these messages.
    pub fn is_among(&self, messages: &[Message]) -> bool {
        messages.iter().any(|message| message.id == self.message)
    }
}

pub fn receipt(locale: &LocaleContext, receipt: &ReceiptProps) -> Markup {
    html! {
        li.receipt.receipt--read id=(ids::receipt(receipt.conversation)) {
            (ui::icon("check-double")) span { (label(locale, receipt)) }
        }
    }
}

/// Removes the receipt from its old position and inserts it after its message. A receipt whose
/// message is among the new ones comes with that row.
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
