//! The frame with new messages for browsers without scripts: a document that reloads itself.

use maud::{DOCTYPE, Markup, html};

use super::receipt::{self, ReceiptProps};
use super::{Message, message_list};
use crate::fmt::{self, LocaleContext};
use crate::{Theme, layout, urls};

/// What has changed since the revision of the page around the frame.
#[derive(Clone, Debug)]
pub struct NoscriptFrame<'a> {
    /// The new messages, oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message before the first one.
    pub previous: Option<Message<'a>>,
    /// The read receipt of the other participant, if it has moved.
    pub receipt: Option<ReceiptProps>,
    pub conversation: i64,
    /// Whether messages on the page around the frame have changed.
    pub changed: bool,
    /// Whether the newest message is included. If not, the frame has reached its limit and links to the page.
    pub has_newest: bool,
    /// The viewer's theme.
    pub theme: Theme,
}

pub fn noscript_frame(locale: &LocaleContext, frame: &NoscriptFrame) -> Markup {
    let t = locale.t;
    html! {
        (DOCTYPE)
        html lang=(t.0.tag()) dir=(t.0.direction()) data-theme=[frame.theme.attribute()] {
            head {
                meta charset="utf-8";
                base target="_top";
                meta http-equiv="refresh" content="3";
                title { (t.new_messages()) " | Porchlight" }
                (layout::common_head())
            }
            body.frame {
                @if frame.changed { (changed(locale, frame)) }
                @else if frame.messages.is_empty() && frame.receipt.is_none() { (no_new_messages(locale)) }
                @if !frame.messages.is_empty() || frame.receipt.is_some() {
                    div role="log" aria-label=(t.new_messages()) {
                        ol.messages {
                            // The message of this receipt is on the page around the frame.
                            @if let Some(receipt) = frame.receipt.filter(|receipt| !receipt.is_among(&frame.messages)) {
                                (receipt::receipt(locale, &receipt))
                            }
                            (message_list::rows(locale, &frame.messages, frame.previous.as_ref(), None, frame.receipt))
                        }
                    }
                }
                @if !frame.has_newest { (more(locale, frame)) }
            }
        }
    }
}

fn changed(locale: &LocaleContext, frame: &NoscriptFrame) -> Markup {
    let t = locale.t;
    html! { p { small { (t.message_changed()) " " a href=(urls::conversation(frame.conversation)) { (t.show_it()) } } } }
}

fn more(locale: &LocaleContext, frame: &NoscriptFrame) -> Markup {
    html! { p { a.button.button--quiet href=(urls::conversation(frame.conversation)) { (locale.t.newest_messages()) } } }
}

fn no_new_messages(locale: &LocaleContext) -> Markup {
    let time = fmt::time_with_seconds(locale, locale.now);
    html! { p.soft { small { (locale.t.no_newer_messages_html(time)) } } }
}
