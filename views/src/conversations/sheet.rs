//! Sheets over the message list.

use i18n::Translator;
use maud::{Markup, html};

use crate::{ids, ui, urls};

/// A sheet with a heading, which gets the focus, and a close button.
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

/// The slot for a sheet. `replaces` makes it an out-of-band swap that closes the open sheet.
pub fn slot(conversation: i64, replaces: bool) -> Markup {
    html! { div.sheet-slot id=(ids::sheet(conversation)) hx-swap-oob=[replaces.then_some("true")] {} }
}
