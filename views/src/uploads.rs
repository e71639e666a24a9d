//! What is said of files that were sent and not taken.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::ui;

/// A file that was not taken.
#[derive(Clone, Debug)]
pub struct RejectedFileProps<'a> {
    /// What its sender calls it; empty where there was none.
    pub name: &'a str,
    /// Why, and what to do.
    pub reason: Cow<'static, str>,
}

/// All of them, above the form that brought them.
pub fn rejected_files(rejected: &[RejectedFileProps]) -> Markup {
    html! {
        @if !rejected.is_empty() {
            div.notice.notice--bad role="alert" tabindex="-1" autofocus {
                (ui::icon("alert"))
                ul { @for file in rejected { li { (rejected_file(file)) } } }
            }
        }
    }
}

/// One of them.
pub fn rejected_file(rejected: &RejectedFileProps) -> Markup {
    html! { @if !rejected.name.is_empty() { b dir="auto" { (rejected.name) } " " } (rejected.reason) }
}
