//! The composer. A response replaces its content, and the sent message arrives through polling.

use i18n::Translator;
use maud::{Markup, html};

use super::{Quote, quote};
use crate::{PersonProps, ids, ui, urls};

#[derive(Clone, Copy, Debug)]
pub struct Composer<'a> {
    pub conversation: i64,
    /// The account that the form was made for. The server rejects a message when another account has signed in since.
    pub viewer: i64,
    /// The other participant.
    pub other: PersonProps<'a>,
    /// The idempotency key of the message.
    pub client_id: &'a str,
    pub quote: Option<Quote<'a>>,
    /// The text in the field: the saved draft, or a rejected text.
    pub draft: &'a str,
    /// Why the text was rejected.
    pub error: Option<&'a str>,
}

/// The form. htmx morphs it into that of the response, so the focus stays in the text field.
pub fn composer(t: Translator, composer: &Composer) -> Markup {
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
            hx-post=(action) hx-target="this" hx-swap="outerMorph" hx-sync="this:queue all"
            hx-status:422="swap:outerMorph" hx-status:409="swap:outerMorph" hx-status:429="swap:outerMorph" {
            input type="hidden" name="client_id" value=(composer.client_id);
            input type="hidden" name="reader" value=(composer.viewer);
            (quote::composer_quote(t, composer.conversation, composer.quote.as_ref()))
            div {
                a.icon-button.attach id=(ids::attach(composer.conversation)) href=(urls::conversation_files(composer.conversation)) hx-get=(urls::conversation_files(composer.conversation))
                    hx-target={ "#" (ids::sheet(composer.conversation)) } hx-swap="innerHTML" {
                    (ui::icon_text("attach", &t.send_files()))
                }
                label.icon-button.camera {
                    (ui::icon_text("camera", &t.take_photo()))
                    input.visually-hidden type="file" accept="image/*" capture="environment";
                }
                " " label.visually-hidden for=(text) { (t.message_label()) } " "
                textarea id=(text) name="text" rows="1" dir="auto" placeholder=(t.write_to(composer.other.first_name()))
                    enterkeyhint="send" autocomplete="off"
                    hx-post=(urls::draft(composer.conversation)) hx-trigger="input changed delay:1s" hx-sync="this:queue last" hx-swap="none" aria-describedby=(described_by)
                    aria-invalid=[composer.error.map(|_| "true")]
                    autofocus[composer.error.is_some()] { "\n" (composer.draft) }
                " " button.icon-button.send { (ui::icon_text("send", &t.send())) }
            }
            @if let Some(message) = composer.error {
                p.error id=(error) role="alert" { (ui::icon("alert")) (message) }
            }
            p.error data-send-failed=(t.not_sent()) hidden role="alert" { (ui::icon("alert")) span {} }
            p.hint id=(hint) { (t.send_keys_html()) }
        }
    }
}
