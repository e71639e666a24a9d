//! Sign-in and sign-up pages.

use i18n::Translator;
use maud::{Markup, html};

use crate::ui::{self, Field, FieldError, error_for};
use crate::{ShellProps, assets, layout, urls};

/// The sign-in form, with the values of a rejected attempt.
#[derive(Clone, Debug, Default)]
pub struct SignIn<'a> {
    pub email: &'a str,
    /// The path to return to.
    pub next: Option<&'a str>,
    /// Validation errors. An empty field name means wrong credentials.
    pub errors: Vec<FieldError>,
}

/// The sign-up form, with the values of a rejected attempt.
#[derive(Clone, Debug, Default)]
pub struct SignUp<'a> {
    pub name: &'a str,
    pub email: &'a str,
    /// Validation errors. An empty field name means a rate limit.
    pub errors: Vec<FieldError>,
}

pub fn sign_in(shell: &ShellProps, form: &SignIn) -> Markup {
    let t = shell.t();
    layout::page(
        shell,
        &t.sign_in(),
        auth_page(
            t,
            &t.welcome_back(),
            &t.new_here_html(urls::SIGN_UP),
            &html! {
                @if let Some(message) = error_for(&form.errors, "") { (ui::error_notice(message)) }
                form.stack.stack--m method="post" action=(urls::SIGN_IN) novalidate {
                    @if let Some(next) = form.next { input type="hidden" name="next" value=(next); }
                    (ui::input(&Field {
                        name: "email", label: &t.email(), value: form.email, autocomplete: Some("username"),
                        error: error_for(&form.errors, "email"), ..Field::default()
                    }, "email"))
                    (ui::input(&Field {
                        name: "password", label: &t.password(), autocomplete: Some("current-password"),
                        error: error_for(&form.errors, "password"), ..Field::default()
                    }, "password"))
                    button.button { (t.sign_in()) }
                }
            },
        ),
    )
}

pub fn sign_up(shell: &ShellProps, form: &SignUp) -> Markup {
    let t = shell.t();
    layout::page(
        shell,
        &t.sign_up(),
        auth_page(
            t,
            &t.come_in(),
            &t.have_account_html(urls::SIGN_IN),
            &html! {
                @if let Some(message) = error_for(&form.errors, "") { (ui::error_notice(message)) }
                @else { (ui::summary(&t.sign_up_errors(), &form.errors)) }
                form.stack.stack--m method="post" action=(urls::SIGN_UP) novalidate {
                    (ui::input(&Field {
                        name: "name", label: &t.your_name(), value: form.name, autocomplete: Some("name"),
                        hint: Some(&t.name_hint()),
                        error: error_for(&form.errors, "name"), ..Field::default()
                    }, "text"))
                    (ui::input(&Field {
                        name: "email", label: &t.email(), value: form.email, autocomplete: Some("username"),
                        hint: Some(&t.email_hint()),
                        error: error_for(&form.errors, "email"), ..Field::default()
                    }, "email"))
                    (ui::input(&Field {
                        name: "password", label: &t.password(), autocomplete: Some("new-password"),
                        hint: Some(&t.password_hint()),
                        error: error_for(&form.errors, "password"), ..Field::default()
                    }, "password"))
                    button.button { (t.sign_up()) }
                }
            },
        ),
    )
}

fn auth_page(t: Translator, heading: &str, lead: &Markup, form: &Markup) -> Markup {
    html! {
        div.wrap.page.auth {
            div.stack.stack--m {
                div.stack.stack--s { h1 { (heading) } p.soft { (lead) } }
                (form)
            }
            img.arch src=(assets::demo_photo(3)) width="1200" height="900"
                alt=(t.house_at_dusk());
        }
    }
}
