//! The read receipt: one line below the last of the reader's own messages that the other side has read.

use maud::{Markup, html};

use super::{Message, News};
use crate::fmt::{self, Reader};
use crate::{ids, ui};

/// How far the other side has read, and when they did.
#[derive(Clone, Copy, Debug)]
pub struct Receipt {
    /// The conversation's id.
    pub conversation: i64,
    /// The last of the reader's own messages that they have read.
    pub message: i64,
    /// When, in microseconds UTC.
    pub at: i64,
}

impl Receipt {
    /// Whether its message is one of these.
    pub fn is_among(&self, messages: &[Message]) -> bool {
        messages.iter().any(|message| message.id == self.message)
    }
}

/// The line, as it stands after its message.
pub fn line(reader: &Reader, receipt: &Receipt) -> Markup {
    html! {
        li.receipt.receipt--read id=(ids::receipt(receipt.conversation)) {
            (ui::icon("check-double")) span { (words(reader, receipt)) }
        }
    }
}

/// The line goes from where the page has it. The new one follows its message, unless that comes with it.
pub fn moved(reader: &Reader, news: &News) -> Markup {
    html! {
        li id=(ids::receipt(news.conversation)) hx-swap-oob="delete" {}
        @if let Some(receipt) = news.receipt.filter(|receipt| !receipt.is_among(news.messages)) {
            ol hx-swap-oob=(format!("afterend:#{}", ids::message(receipt.message))) { (line(reader, &receipt)) }
        }
    }
}

fn words(reader: &Reader, receipt: &Receipt) -> Markup {
    let (t, time) = (reader.words, fmt::time(reader, receipt.at));
    if reader.date(receipt.at) == reader.today() {
        t.read_html(time)
    } else {
        t.read_before_html(fmt::day(reader, receipt.at), time)
    }
}
