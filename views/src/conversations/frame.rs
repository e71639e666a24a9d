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
    html! {
        (DOCTYPE)
        html lang="en-GB" data-theme=[frame.theme.forced()] {
            head {
                meta charset="utf-8";
                base target="_top";
                meta http-equiv="refresh" content="3";
                title { "New messages | Porchlight" }
                (layout::essentials())
            }
            body.frame {
                @if frame.messages.is_empty() { (quiet(reader)) } @else {
                    div role="log" aria-label="New messages" {
                        ol.messages { (news::rows(reader, frame.messages, frame.previous, None)) }
                    }
                }
            }
        }
    }
}

fn quiet(reader: &Reader) -> Markup {
    html! {
        p.soft { small { "No newer messages. Checked at " (fmt::time_with_seconds(reader, reader.now)) "." } }
    }
}
