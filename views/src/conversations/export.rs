//! The export of a conversation as one self-contained document, to print or to archive. Each message has its full date.

use maud::{DOCTYPE, Markup, html};

use super::{Listing, Message, quote};
use crate::PersonProps;
use crate::fmt::{self, LocaleContext};

/// The head of the exported document.
#[derive(Clone, Copy, Debug)]
pub struct ExportProps<'a> {
    pub listing: Listing<'a>,
    pub viewer: PersonProps<'a>,
    pub other: PersonProps<'a>,
}

/// Marks where the messages go. The page is split at its last occurrence, and no text of a person follows it.
const MESSAGES_MARK: char = '\u{1}';

/// The document before and after its messages, so that the server can stream the messages in between.
pub fn export(locale: &LocaleContext, props: &ExportProps) -> (String, String) {
    let t = locale.t;
    let title = t.conversation_title(props.other.name, props.listing.title);
    let document = html! {
        (DOCTYPE)
        html lang=(t.0.tag()) dir=(t.0.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " | Porchlight" }
            }
            body {
                main {
                    h1 { (title) }
                    p {
                        bdi { (props.listing.title) } ", " bdi { (props.listing.city) } br;
                        bdi { (props.viewer.name) } ", " bdi { (props.other.name) }
                    }
                    p { (t.exported_at_html(fmt::date_time(locale, locale.now))) }
                    hr;
                    (MESSAGES_MARK)
                }
            }
        }
    };
    let document = document.into_string();
    let (before, after) = document.rsplit_once(MESSAGES_MARK).unwrap_or((&document, ""));
    (before.to_owned(), after.to_owned())
}

/// The messages of the exported document.
pub fn export_rows(locale: &LocaleContext, messages: &[Message]) -> Markup {
    html! {
        @for message in messages {
            article {
                p {
                    b dir="auto" { (message.sender.name) } ", " small { (fmt::date_time(locale, message.created_at)) }
                    @if message.edited { small { ", " (locale.t.edited()) } }
                    @if let Some(quote) = &message.quote { br; q { (quote::excerpt(locale.t, quote)) } }
                    @match message.text {
                        Some(text) => { @for line in text.lines() { br; bdi { (fmt::text(line)) } } }
                        None => { br; i { (locale.t.message_unsent()) } }
                    }
                    @for file in &message.files { br; small dir="auto" { (file.name) } }
                    @if let Some(reaction) = message.reaction {
                        br; small { (locale.t.reacted(message.recipient.name, reaction.name(locale.t))) }
                    }
                }
            }
        }
    }
}
