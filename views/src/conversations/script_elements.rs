//! Elements that the client script fills: pending messages, the WebSocket, typing, announcements, connection status.

use i18n::Translator;
use maud::{Markup, html};

use super::message_list;
use crate::fmt::{self, LocaleContext};
use crate::{PersonProps, ui, urls};

/// The template of a pending or failed message. The row from the next poll replaces it, so both have the same height:
/// its status lies in the gap below. It is not a `template` element, because text browsers would show its content.
pub fn pending_template(locale: &LocaleContext, conversation: i64, viewer: PersonProps) -> Markup {
    // The key contains the account: another account in the same tab must not see unsent messages.
    let key = format!("{} {}", urls::conversation(conversation), viewer.id);
    html! {
        div hidden data-pending=(key) data-together=(message_list::GROUP_WINDOW / 1_000)
            data-bubble=(pending_message(locale, viewer, "message--sending", "").into_string()) {}
    }
}

/// A pending message; `state` is its CSS modifier.
pub fn pending_message(locale: &LocaleContext, viewer: PersonProps, state: &str, text: &str) -> Markup {
    let t = locale.t;
    html! {
        li.message.message--own.(state) {
            p.message__meta { b dir="auto" { (viewer.name) } " " (fmt::time(locale, locale.now)) }
            (ui::avatar(viewer, ui::AvatarSize::Small))
            div.said { div.bubble { p dir="auto" { (text) } ul.files {} } }
            p.receipt.receipt--sending { (ui::icon("clock")) (t.sending()) }
            p.receipt.receipt--failed {
                (ui::icon("alert")) (t.failed()) " " button type="button" data-send-again { (t.try_again()) }
            }
        }
    }
}

/// The WebSocket of the page, for nudges and typing.
pub fn websocket() -> Markup {
    html! { div hidden hx-ws:connect=(urls::LIVE) hx-swap="none" {} }
}

/// The typing indicator; the script shows it.
pub fn typing(t: Translator, conversation: i64, other: PersonProps) -> Markup {
    html! {
        p.typing data-typing=(conversation) data-says=(t.is_typing(other.first_name())) hidden {
            span aria-hidden="true" { i {} i {} i {} }
            b {}
        }
    }
}

/// The live region for new messages of the other participant. The log is not live, because it would also announce the
/// viewer's own messages.
pub fn announcer() -> Markup {
    html! { div.visually-hidden data-voice aria-live="polite" {} }
}

/// The live region for connection problems.
pub fn connection(t: Translator) -> Markup {
    html! {
        div.connection role="status" data-connection data-offline=(t.offline()) data-unreachable=(t.unreachable()) {
            div.notice.notice--offline hidden { (ui::icon("wifi-off")) p {} }
        }
    }
}
