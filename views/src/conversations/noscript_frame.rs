//! The news of a conversation for browsers without scripts: a bare document that reloads itself.

use maud::{DOCTYPE, Markup, html};

use super::receipt::{self, ReceiptProps};
use super::{Message, message_list};
use crate::fmt::{self, LocaleContext};
use crate::{Theme, layout, urls};

/// What came since the page around it was made.
#[derive(Clone, Debug)]
pub struct NoscriptFrame<'a> {
    /// The newer messages, oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message just before the first of them.
    pub previous: Option<Message<'a>>,
    /// How far the other side has read, if they have read on since the page around it was made.
    pub receipt: Option<ReceiptProps>,
    /// The conversation's id.
    pub conversation: i64,
    /// Whether messages on the page around it read differently now.
    pub changed: bool,
    /// Whether the newest message is among these: else more came than a frame shows.
    pub has_newest: bool,
    /// In which light it is shown.
    pub theme: Theme,
}

/// The whole document.
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
                            // Its message stands on the page around this.
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
