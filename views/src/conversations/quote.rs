//! An earlier message that another one answers: within its bubble, and above what is being written.

use i18n::Translator;
use maud::{Markup, html};

use super::sheet;
use crate::fmt;
use crate::{PersonProps, ids, ui, urls};

/// Characters of a quoted message that are shown.
const EXCERPT: usize = 120;

/// A message that is quoted.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'a> {
    /// The message's id.
    pub id: i64,
    /// The conversation it is part of.
    pub conversation: i64,
    /// Who wrote it.
    pub sender: PersonProps<'a>,
    /// Whether that is the reader.
    pub own: bool,
    /// What it says; nothing once it has been unsent.
    pub text: Option<&'a str>,
}

/// The quote, within the bubble of the message that answers it.
pub fn quote(t: Translator, quote: &Quote) -> Markup {
    html! {
        a.quote href=(urls::message(quote.conversation, quote.id)) {
            b { (quote.sender.name) } " " span dir="auto" { (excerpt(t, quote)) }
        }
    }
}

/// The place in a composer for the message that it answers, with that message if there is one.
pub fn composer_quote(t: Translator, conversation: i64, quote: Option<&Quote>) -> Markup {
    html! {
        div.quoting id=(ids::quoting(conversation)) {
            @if let Some(quote) = quote {
                input type="hidden" name="reply_to" value=(quote.id);
                p {
                    b { (if quote.own { t.replying_to_yourself() } else { t.replying_to(quote.sender.first_name()) }) } " "
                    span dir="auto" { (excerpt(t, quote)) }
                }
                a.icon-button href=(urls::conversation(conversation)) data-stop-quoting { (ui::icon_text("x", &t.stop_replying())) }
            }
        }
    }
}

/// What takes the place of the composer's quote, and of the sheet in which that was chosen.
pub fn quote_update(t: Translator, quote: &Quote) -> Markup {
    html! {
        (composer_quote(t, quote.conversation, Some(quote)))
        (sheet::slot(quote.conversation, true))
    }
}

/// The beginning of what it says.
pub fn excerpt(t: Translator, quote: &Quote) -> Markup {
    html! {
        @match quote.text {
            Some(text) => (fmt::excerpt(text, EXCERPT))
            None => (t.message_unsent())
        }
    }
}
