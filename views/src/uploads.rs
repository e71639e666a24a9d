//! Rejected files of an upload, with reasons.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::ui;

/// A rejected file.
#[derive(Clone, Debug)]
pub struct RejectedFileProps<'a> {
    /// The file name from the client; empty if it sent none.
    pub name: &'a str,
    /// The reason, and what the viewer can do.
    pub reason: Cow<'static, str>,
}

/// All rejected files, as a notice above the form.
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

/// A rejected file with its reason.
pub fn rejected_file(rejected: &RejectedFileProps) -> Markup {
    html! { @if !rejected.name.is_empty() { b dir="auto" { (rejected.name) } " " } (rejected.reason) }
}
