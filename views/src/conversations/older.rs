//! The start of the message list, and the page of older messages that replaces it on scrolling.

use i18n::Translator;
use maud::{Markup, html};

use super::ReceiptProps;
use super::{Message, message_list};
use crate::fmt::LocaleContext;
use crate::{ids, ui, urls};

/// A page of older messages.
#[derive(Clone, Debug)]
pub struct OlderMessages<'a> {
    pub conversation: i64,
    /// Oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message before the first one.
    pub previous: Option<Message<'a>>,
    /// The id to load older messages before; None at the start of the conversation.
    pub older: Option<i64>,
    /// The first message that was unread when the viewer opened the conversation.
    pub first_unread: Option<i64>,
    /// The read receipt of the other participant.
    pub receipt: Option<ReceiptProps>,
}

/// The response that replaces the link to older messages. Rows below it keep their day marks and grouping.
pub fn older(locale: &LocaleContext, page: &OlderMessages) -> Markup {
    html! {
        (start(locale.t, page.conversation, page.older, page.first_unread))
        (message_list::rows(locale, &page.messages, page.previous.as_ref(), page.first_unread, page.receipt))
    }
}

/// The link to older messages, which htmx follows when it scrolls into view. At the start of the conversation,
/// it is a safety notice.
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
