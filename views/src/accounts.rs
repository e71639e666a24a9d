//! Signing in and signing up.

use maud::{Markup, html};

use crate::ui::{self, Field, FieldError, error_for};
use crate::{Shell, assets, layout, urls};

/// The sign-in form as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignIn<'a> {
    /// The address as typed.
    pub email: &'a str,
    /// Where to go after, a path on this site.
    pub next: Option<&'a str>,
    /// What is wrong with the fields; an empty field name means the pair.
    pub errors: &'a [FieldError<'a>],
}

/// The sign-up form as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignUp<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The address as typed.
    pub email: &'a str,
    /// What is wrong with the fields.
    pub errors: &'a [FieldError<'a>],
}

/// The sign-in page.
pub fn sign_in(shell: &Shell, form: &SignIn) -> Markup {
    let lead = html! { "New here? " a href=(urls::SIGN_UP) { "Create an account" } };
    layout::page(
        shell,
        "Sign in",
        beside_the_door(
            "Welcome back",
            &lead,
            &html! {
                @if let Some(message) = error_for(form.errors, "") { (ui::bad_notice(message)) }
                form.stack.stack--m method="post" action=(urls::SIGN_IN) novalidate {
                    @if let Some(next) = form.next { input type="hidden" name="next" value=(next); }
                    (ui::input(&Field {
                        name: "email", label: "Email", value: form.email, autocomplete: Some("username"),
                        error: error_for(form.errors, "email"), ..Field::default()
                    }, "email"))
                    (ui::input(&Field {
                        name: "password", label: "Password", autocomplete: Some("current-password"),
                        error: error_for(form.errors, "password"), ..Field::default()
                    }, "password"))
                    button.button { "Sign in" }
                }
            },
        ),
    )
}

/// The sign-up page.
pub fn sign_up(shell: &Shell, form: &SignUp) -> Markup {
    let lead = html! { "Already have an account? " a href=(urls::SIGN_IN) { "Sign in instead" } };
    layout::page(
        shell,
        "Sign up",
        beside_the_door(
            "Come on in",
            &lead,
            &html! {
                (ui::summary("Nearly there", form.errors))
                form.stack.stack--m method="post" action=(urls::SIGN_UP) novalidate {
                    (ui::input(&Field {
                        name: "name", label: "Your name", value: form.name, autocomplete: Some("name"),
                        hint: Some("The people you write to see this."),
                        error: error_for(form.errors, "name"), ..Field::default()
                    }, "text"))
                    (ui::input(&Field {
                        name: "email", label: "Email", value: form.email, autocomplete: Some("username"),
                        hint: Some("Never shown to anyone."),
                        error: error_for(form.errors, "email"), ..Field::default()
                    }, "email"))
                    (ui::input(&Field {
                        name: "password", label: "Password", autocomplete: Some("new-password"),
                        hint: Some("8 characters or more. A short sentence is perfect."),
                        error: error_for(form.errors, "password"), ..Field::default()
                    }, "password"))
                    button.button { "Sign up" }
                }
            },
        ),
    )
}

fn beside_the_door(heading: &str, lead: &Markup, form: &Markup) -> Markup {
    html! {
        div.wrap.page.auth {
            div.stack.stack--m {
                div.stack.stack--s { h1 { (heading) } p.soft { (lead) } }
                (form)
            }
            img.arch src=(assets::home_picture(3)) width="1200" height="900"
                alt="A small house at dusk with its porch light on";
        }
    }
}
