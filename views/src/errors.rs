//! Errors as a full page, and as a notice for htmx.

use i18n::Translator;
use maud::{Markup, html};

use crate::{ShellProps, layout, ui, urls};

/// An error as the viewer sees it.
#[derive(Clone, Copy, Debug)]
pub struct ErrorProps<'a> {
    /// The HTTP status code.
    pub status: u16,
    /// What happened.
    pub title: &'a str,
    /// What the viewer can do.
    pub detail: &'a str,
    /// The id of the request in the log, for support; empty for none.
    pub reference: &'a str,
}

pub fn page(shell: &ShellProps, problem: &ErrorProps) -> Markup {
    let t = shell.t();
    layout::page(
        shell,
        problem.title,
        html! {
            div.wrap.page data-error {
                (ui::empty(&ui::Empty {
                    art: "doorway-dark",
                    alt: &t.door_light_off(),
                    heading: html! { h1 { (problem.title) } },
                    text: html! { (problem.detail) },
                    actions: html! {
                        a.button href=(urls::HOME) { (t.browse_homes()) }
                        @if shell.viewer.is_some() {
                            " " a.button.button--quiet href=(urls::MESSAGES) { (t.go_to_messages()) }
                        }
                    },
                    note: Some(reference(t, problem)),
                }))
            }
        },
    )
}

fn reference(t: Translator, problem: &ErrorProps) -> Markup {
    html! {
        @if problem.reference.is_empty() { (t.error_status(problem.status)) }
        @else { (t.error_reference(problem.status, problem.reference)) }
    }
}

/// The error as a notice inside the current page.
pub fn fragment(t: Translator, problem: &ErrorProps) -> Markup {
    html! {
        div.notice.notice--bad role="alert" {
            (ui::icon("alert"))
            div {
                p { b { (problem.title) } }
                p { (problem.detail) }
                @if !problem.reference.is_empty() { p { small { (t.reference(problem.reference)) } } }
            }
        }
    }
}
