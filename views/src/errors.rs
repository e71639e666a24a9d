//! When something did not work: as a page, or as a notice inside one.

use i18n::Translator;
use maud::{Markup, html};

use crate::{ShellProps, layout, ui, urls};

/// What went wrong, for a person.
#[derive(Clone, Copy, Debug)]
pub struct ErrorProps<'a> {
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub title: &'a str,
    /// What to do now.
    pub detail: &'a str,
    /// What to quote when asking for help; empty for none.
    pub reference: &'a str,
}

/// The whole page.
pub fn page(shell: &ShellProps, problem: &ErrorProps) -> Markup {
    let t = shell.t();
    layout::page(
        shell,
        problem.title,
        html! {
            div.wrap.page {
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

/// A notice for a page that is already there.
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
