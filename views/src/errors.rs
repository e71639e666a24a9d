//! When something did not work: as a page, or as a notice inside one.

use maud::{Markup, html};

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
    layout::page(
        shell,
        problem.title,
        html! {
            div.wrap.page {
                (ui::empty(&ui::Empty {
                    art: "doorway-dark",
                    alt: "A front door with the porch light off",
                    heading: html! { h1 { (problem.title) } },
                    text: html! { (problem.detail) },
                    actions: html! {
                        a.button href=(urls::HOME) { "Browse homes" }
                        @if shell.viewer.is_some() {
                            " " a.button.button--quiet href=(urls::MESSAGES) { "Go to messages" }
                        }
                    },
                    note: Some(reference(problem)),
                }))
            }
        },
    )
}

fn reference(problem: &Problem) -> Markup {
    html! {
        "Error " (problem.status)
        @if !problem.reference.is_empty() { ", reference " (problem.reference) }
    }
}

/// A notice for a page that is already there.
pub fn fragment(problem: &Problem) -> Markup {
    html! {
        div.notice.notice--bad role="alert" {
            (ui::icon("alert"))
            div {
                p { b { (problem.title) } }
                p { (problem.detail) }
                @if !problem.reference.is_empty() { p { small { "Reference " (problem.reference) } } }
            }
        }
    }
}
