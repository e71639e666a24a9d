//! The form one writes in. It stays; what it sends comes back through the poll.

use maud::{Markup, html};

use crate::{Person, ids, ui, urls};

const NOT_SENT: &str = "Not sent. Your message is still here: check your connection and press Send again.";

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct Composer<'a> {
    /// The conversation's id.
    pub conversation: i64,
    /// Who reads it.
    pub other: Person<'a>,
    /// What makes this form's message one message.
    pub client_id: &'a str,
    /// What was typed and not taken.
    pub draft: &'a str,
    /// Why it was not taken.
    pub error: Option<&'a str>,
}

/// The form, fresh or with what was typed.
pub fn composer(composer: &Composer) -> Markup {
    let id = ids::composer(composer.conversation);
    let (action, text, hint, error) = (
        urls::conversation(composer.conversation),
        format!("{id}-text"),
        format!("{id}-hint"),
        format!("{id}-error"),
    );
    let described_by = if composer.error.is_some() {
        format!("{error} {hint}")
    } else {
        hint.clone()
    };
    html! {
        form.composer id=(id) method="post" action=(action)
            hx-post=(action) hx-target="this" hx-swap="outerMorph"
            hx-status:422="swap:outerMorph" hx-status:409="swap:outerMorph" hx-status:429="swap:outerMorph" {
            input type="hidden" name="client_id" value=(composer.client_id);
            div {
                label.visually-hidden for=(text) { "Message" } " "
                textarea id=(text) name="text" rows="1" placeholder=(placeholder(composer.other))
                    enterkeyhint="send" autocomplete="off" aria-describedby=(described_by)
                    aria-invalid=[composer.error.map(|_| "true")]
                    autofocus[composer.error.is_some()] { "\n" (composer.draft) }
                " " button.icon-button.send { (ui::icon_text("send", "Send")) }
            }
            @if let Some(message) = composer.error {
                p.error id=(error) role="alert" { (ui::icon("alert")) (message) }
            }
            p.error data-send-failed=(NOT_SENT) hidden role="alert" { (ui::icon("alert")) span {} }
            p.hint id=(hint) { kbd { "Enter" } " to send, " kbd { "Shift + Enter" } " for a new line" }
        }
    }
}

fn placeholder(other: Person) -> String {
    format!("Write to {}", other.first_name())
}
