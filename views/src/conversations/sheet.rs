//! A sheet over the log of a conversation: its frame, the place it is shown in, and the way out of it.

use i18n::Translator;
use maud::{Markup, html};

use crate::{ids, ui, urls};

/// A sheet with a heading, which gets the keyboard, and a way out.
pub fn sheet(t: Translator, conversation: i64, title: &str, content: &Markup) -> Markup {
    let heading = format!("{}-about", ids::sheet(conversation));
    html! {
        section.sheet aria-labelledby=(heading) {
            header {
                h2 id=(heading) tabindex="-1" { (title) }
                a.icon-button href=(urls::conversation(conversation)) data-close-sheet { (ui::icon_text("x", &t.close())) }
            }
            (content)
        }
    }
}

/// Where a page shows a sheet; as a replacement it closes the one that is there.
pub fn slot(conversation: i64, replaces: bool) -> Markup {
    html! { div.sheet-slot id=(ids::sheet(conversation)) hx-swap-oob=[replaces.then_some("true")] {} }
}
