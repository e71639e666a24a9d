//! What is said of files that were sent and not taken.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::ui;

/// A file that was not taken.
#[derive(Clone, Debug)]
pub struct Refused<'a> {
    /// What its sender calls it; empty where there was none.
    pub name: &'a str,
    /// Why, and what to do.
    pub why: Cow<'static, str>,
}

/// All of them, above the form that brought them.
pub fn refusals(refused: &[Refused]) -> Markup {
    html! {
        @if !refused.is_empty() {
            div.notice.notice--bad role="alert" tabindex="-1" autofocus {
                (ui::icon("alert"))
                ul { @for one in refused { li { (refusal(one)) } } }
            }
        }
    }
}

/// One of them.
pub fn refusal(refused: &Refused) -> Markup {
    html! { @if !refused.name.is_empty() { b dir="auto" { (refused.name) } " " } (refused.why) }
}
