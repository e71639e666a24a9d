//! When something did not work: as a page, or as a notice inside one.

use maud::{Markup, html};
use words::Words;

use crate::{Shell, layout, ui, urls};

/// What went wrong, for a person.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
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
pub fn page(shell: &Shell, problem: &Problem) -> Markup {
    let say = shell.words();
    layout::page(
        shell,
        problem.title,
        html! {
            div.wrap.page {
                (ui::empty(&ui::Empty {
                    art: "doorway-dark",
                    alt: &say.door_light_off(),
                    heading: html! { h1 { (problem.title) } },
                    text: html! { (problem.detail) },
                    actions: html! {
                        a.button href=(urls::HOME) { (say.browse_homes()) }
                        @if shell.viewer.is_some() {
                            " " a.button.button--quiet href=(urls::MESSAGES) { (say.go_to_messages()) }
                        }
                    },
                    note: Some(reference(say, problem)),
                }))
            }
        },
    )
}

fn reference(say: Words, problem: &Problem) -> Markup {
    html! {
        @if problem.reference.is_empty() { (say.error_status(problem.status)) }
        @else { (say.error_reference(problem.status, problem.reference)) }
    }
}

/// A notice for a page that is already there.
pub fn fragment(say: Words, problem: &Problem) -> Markup {
    html! {
        div.notice.notice--bad role="alert" {
            (ui::icon("alert"))
            div {
                p { b { (problem.title) } }
                p { (problem.detail) }
                @if !problem.reference.is_empty() { p { small { (say.reference(problem.reference)) } } }
            }
        }
    }
}
