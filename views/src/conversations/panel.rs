//! A conversation docked beside the listing it is about.

use maud::{Markup, html};

use super::{Thread, composer, log, pending, standing};
use crate::attachments;
use crate::fmt::Reader;
use crate::{ids, ui, urls};

/// The panel, in place of the listing page's empty slot.
pub fn panel(reader: &Reader, thread: &Thread) -> Markup {
    let t = reader.words;
    html! {
        section.chat.chat-dock id=(ids::CHAT) role="region" aria-label=(t.chat()) {
            header.chat__head {
                (ui::avatar(thread.other, ui::Size::Medium))
                div {
                    h2 { (thread.other.name) }
                    (standing(t, thread.id, thread.reply_time, thread.presence))
                }
                a.icon-button href=(urls::conversation(thread.id)) { (ui::icon_text("expand", &t.open_full_page())) }
                button.icon-button type="button" data-close-chat { (ui::icon_text("x", &t.close_chat())) }
            }
            (log::about(reader, thread))
            (log::log(reader, thread, &html! {}))
            (composer::composer(t, &thread.composer()))
            (attachments::tray(t, thread.id))
            (pending::line())
        }
    }
}
