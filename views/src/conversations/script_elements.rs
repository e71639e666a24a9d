//! What the script fills in while messages are on their way: a bubble, a voice, and news of the connection.

use i18n::Translator;
use maud::{Markup, html};

use super::message_list;
use crate::fmt::{self, LocaleContext};
use crate::{PersonProps, ui, urls};

/// The bubble of a message that is being sent, or could not be. The row that the poll brings takes its place, so it is
/// as high as that one: what it says beside the message lies in the gap below. Browsers that show nothing but text would
/// show a `template`, too.
pub fn pending_template(locale: &LocaleContext, conversation: i64, viewer: PersonProps) -> Markup {
    // Nobody else who signs in on this tab is to find what the reader could not send.
    let key = format!("{} {}", urls::conversation(conversation), viewer.id);
    html! {
        div hidden data-pending=(key) data-together=(message_list::GROUP_WINDOW / 1_000)
            data-bubble=(pending_message(locale, viewer, "message--sending", "").into_string()) {}
    }
}

/// One such bubble, in one of its states.
pub fn pending_message(locale: &LocaleContext, viewer: PersonProps, state: &str, text: &str) -> Markup {
    let t = locale.t;
    html! {
        li.message.message--own.(state) {
            p.message__meta { b { (viewer.name) } " " (fmt::time(locale, locale.now)) }
            (ui::avatar(viewer, ui::AvatarSize::Small))
            div.said { div.bubble { p dir="auto" { (text) } ul.files {} } }
            p.receipt.receipt--sending { (ui::icon("clock")) (t.sending()) }
            p.receipt.receipt--failed {
                (ui::icon("alert")) (t.failed()) " " button type="button" data-send-again { (t.try_again()) }
            }
        }
    }
}

/// The page's socket: it says when to poll, and who is typing.
pub fn websocket() -> Markup {
    html! { div hidden hx-ws:connect=(urls::LIVE) hx-swap="none" {} }
}

/// That the other side is typing, once the script shows it.
pub fn typing(t: Translator, conversation: i64, other: PersonProps) -> Markup {
    html! {
        p.typing data-typing=(conversation) data-says=(t.is_typing(other.first_name())) hidden {
            span aria-hidden="true" { i {} i {} i {} }
            b {}
        }
    }
}

/// Where the script says what the other side writes, and nothing else. The log itself is silent: it would also read out
/// what its reader has just written.
pub fn announcer() -> Markup {
    html! { div.visually-hidden data-voice aria-live="polite" {} }
}

/// Where the script says that nothing comes through.
pub fn connection(t: Translator) -> Markup {
    html! {
        div.connection role="status" data-connection data-offline=(t.offline()) data-unreachable=(t.unreachable()) {
            div.notice.notice--offline hidden { (ui::icon("wifi-off")) p {} }
        }
    }
}
