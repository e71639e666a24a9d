//! The news of a conversation for browsers without scripts: a bare document that reloads itself.

use maud::{DOCTYPE, Markup, html};

use super::{Message, news};
use crate::fmt::{self, Reader};
use crate::{Theme, layout};

/// What came since the page around it was made.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The newer messages, oldest first.
    pub messages: &'a [Message<'a>],
    /// The message just before the first of them.
    pub previous: Option<Message<'a>>,
    /// In which light it is shown.
    pub theme: Theme,
}

/// The whole document.
pub fn frame(reader: &Reader, frame: &Frame) -> Markup {
    let say = reader.words;
    html! {
        (DOCTYPE)
        html lang=(say.0.tag()) dir=(say.0.direction()) data-theme=[frame.theme.forced()] {
            head {
                meta charset="utf-8";
                base target="_top";
                meta http-equiv="refresh" content="3";
                title { (say.new_messages()) " | Porchlight" }
                (layout::essentials())
            }
            body.frame {
                @if frame.messages.is_empty() { (quiet(reader)) } @else {
                    div role="log" aria-label=(say.new_messages()) {
                        ol.messages { (news::rows(reader, frame.messages, frame.previous, None)) }
                    }
                }
            }
        }
    }
}

fn quiet(reader: &Reader) -> Markup {
    let time = fmt::time_with_seconds(reader, reader.now);
    html! { p.soft { small { (reader.words.no_newer_messages_html(time)) } } }
}
