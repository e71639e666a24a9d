//! The beginning of what a log shows of a conversation, and what takes its place when a reader scrolls there.

use i18n::Translator;
use maud::{Markup, html};

use super::ReceiptProps;
use super::{Message, message_list};
use crate::fmt::LocaleContext;
use crate::{ids, ui, urls};

/// An older part of a conversation.
#[derive(Clone, Debug)]
pub struct OlderMessages<'a> {
    /// The conversation's id.
    pub conversation: i64,
    /// The messages, oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message just before the first of them.
    pub previous: Option<Message<'a>>,
    /// The message to page back from, when there are older ones.
    pub older: Option<i64>,
    /// The first message the reader had not seen yet.
    pub first_unread: Option<i64>,
    /// How far the other side has read.
    pub receipt: Option<ReceiptProps>,
}

/// The part, in place of the link to it. The row below knows its day and its neighbour already.
pub fn older(locale: &LocaleContext, page: &OlderMessages) -> Markup {
    html! {
        (start(locale.t, page.conversation, page.older, page.first_unread))
        (message_list::rows(locale, &page.messages, page.previous.as_ref(), page.first_unread, page.receipt))
    }
}

/// The link to what is older, followed as soon as it comes into view; or what is said before the first message.
pub fn start(t: Translator, conversation: i64, older: Option<i64>, first_unread: Option<i64>) -> Markup {
    html! {
        li.beginning {
            @if let Some(before) = older {
                a.button.button--quiet id=(ids::older(conversation)) href=(urls::older(conversation, before, first_unread))
                    hx-get=(urls::older_fragment(conversation, before, first_unread)) hx-trigger="intersect once, click"
                    hx-target="closest li" hx-swap="outerHTML" { (t.earlier_messages()) }
            } @else {
                (ui::notice("shield", t.stay_safe_html()))
            }
        }
    }
}
