//! Quotes of an earlier message: in the bubble of its reply, and in the composer.

use i18n::Translator;
use maud::{Markup, html};

use super::sheet;
use crate::fmt;
use crate::{PersonProps, ids, ui, urls};

/// The maximum length of a quote, in characters.
const EXCERPT: usize = 120;

/// A quoted message.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'a> {
    pub id: i64,
    pub conversation: i64,
    pub sender: PersonProps<'a>,
    /// Whether the viewer is the sender.
    pub own: bool,
    /// None for an unsent message.
    pub text: Option<&'a str>,
}

/// The quote in the bubble of the reply.
pub fn quote(t: Translator, quote: &Quote) -> Markup {
    html! {
        a.quote href=(urls::message(quote.conversation, quote.id)) {
            b dir="auto" { (quote.sender.name) } " " span dir="auto" { (excerpt(t, quote)) }
        }
    }
}

/// The slot for a quote in the composer, with the quote if there is one.
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

/// The response to "reply": replaces the slot in the composer and closes the sheet.
pub fn quote_update(t: Translator, quote: &Quote) -> Markup {
    html! {
        (composer_quote(t, quote.conversation, Some(quote)))
        (sheet::slot(quote.conversation, true))
    }
}

/// The start of the quoted text.
pub fn excerpt(t: Translator, quote: &Quote) -> Markup {
    html! {
        @match quote.text {
            Some(text) => (fmt::excerpt(text, EXCERPT))
            None => (t.message_unsent())
        }
    }
}
