//! The content of a message row. An out-of-band swap replaces it when the message changes; the row itself stays.

use i18n::Translator;
use maud::{Markup, html};

use super::{Message, ReactionKind, quote, scam_warning};
use crate::attachments;
use crate::fmt;
use crate::{ids, ui, urls};

/// The bubble with quote, attachments, reaction, marks and warning. `replaces` makes it an out-of-band swap.
pub fn content(t: Translator, message: &Message, replaces: bool) -> Markup {
    html! {
        div.said id=(ids::message_content(message.id)) hx-swap-oob=[replaces.then_some("true")] {
            @match message.text {
                Some(text) => (message_parts(t, message, text))
                None => { div.bubble.bubble--unsent { p { (t.message_unsent()) } } }
            }
        }
    }
}

fn message_parts(t: Translator, message: &Message, text: &str) -> Markup {
    let address = urls::message_options(message.conversation, message.id);
    html! {
        div.bubble {
            @if let Some(quoted) = &message.quote { (quote::quote(t, quoted)) }
            @if !text.is_empty() { p dir="auto" { (fmt::text(text)) } }
            @if !message.files.is_empty() { (attachments::list(&message.files)) }
        }
        // Links to the options page; htmx shows them in a sheet instead.
        a.icon-button.more id=(ids::more(message.id)) href=(address) hx-get=(address) hx-target={ "#" (ids::sheet(message.conversation)) } hx-swap="innerHTML" {
            (ui::icon_text("more", &t.message_options()))
        }
        @if message.edited || message.reaction.is_some() {
            div.marks {
                @if let Some(reaction) = message.reaction { (self::reaction(t, message, reaction)) }
                @if message.edited {
                    a href=(address) hx-get=(address) hx-target={ "#" (ids::sheet(message.conversation)) } hx-swap="innerHTML" { (t.edited()) }
                }
            }
        }
        @if let Some(warning) = message.scam_warning { (scam_warning::notice(t, warning)) }
    }
}

fn reaction(t: Translator, message: &Message, reaction: ReactionKind) -> Markup {
    let name = reaction.name(t);
    html! {
        span.reaction {
            (ui::icon(reaction.as_str()))
            span.visually-hidden { (t.reacted(message.recipient.name, &*name)) }
        }
    }
}
