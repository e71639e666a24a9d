//! The chat panel on the page of a listing.

use maud::{Markup, html};

use super::{ThreadProps, composer, log, script_elements, status_line};
use crate::attachments;
use crate::fmt::LocaleContext;
use crate::{ids, ui, urls};

/// The panel, which replaces the slot of the listing page.
pub fn panel(locale: &LocaleContext, thread: &ThreadProps) -> Markup {
    let t = locale.t;
    html! {
        section.chat.chat-dock id=(ids::CHAT) role="region" aria-label=(t.chat()) {
            header.chat__head {
                (ui::avatar(thread.other, ui::AvatarSize::Medium))
                div {
                    h2 { bdi { (thread.other.name) } }
                    (status_line(t, thread.id, thread.reply_time, thread.presence))
                }
                a.icon-button href=(urls::conversation(thread.id)) { (ui::icon_text("expand", &t.open_full_page())) }
                button.icon-button type="button" data-close-chat { (ui::icon_text("x", &t.close_chat())) }
            }
            (log::listing_link(locale, thread))
            (log::log(locale, thread, &html! {}))
            (composer::composer(t, &thread.composer()))
            (attachments::tray(t, thread.id))
            (script_elements::websocket())
        }
    }
}
