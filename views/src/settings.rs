//! The settings page: profile, appearance, language, privacy, password and sessions.

use std::borrow::Cow;

use i18n::{Language, Translator};
use maud::{Markup, html};

use crate::fmt::{self, LocaleContext};
use crate::ui::{self, Field, FieldError, error_for, is_first};
use crate::{ShellProps, Theme, layout, urls};

#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The stored name, or the rejected one.
    pub name: &'a str,
    /// The address for signing in.
    pub email: &'a str,
    /// Validation errors of the profile form.
    pub profile_errors: Vec<FieldError>,
    /// Validation errors of the password form.
    pub password_errors: Vec<FieldError>,
    /// The chosen language; None follows the browser.
    pub language: Option<Language>,
    /// Whether read receipts are on: both giving and seeing them.
    pub receipts: bool,
    /// Whether presence is on: both showing and seeing it.
    pub presence: bool,
    /// Sessions of the account, the last used first. The current one is among them.
    pub sessions: Vec<Session>,
    /// Whether the account has more.
    pub more_sessions: bool,
}

/// A session of the account.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: i64,
    /// Browser and system, such as "Firefox on Android".
    pub device: Cow<'static, str>,
    /// The last request, in microseconds since 1970 UTC.
    pub seen_at: i64,
    /// Whether it is the session of this request.
    pub current: bool,
}

pub fn page(shell: &ShellProps, settings: &Settings) -> Markup {
    let t = shell.t();
    layout::page(
        shell,
        &t.settings(),
        html! {
            div.wrap.page.stack.stack--l {
                h1 { (t.settings()) }
                div.columns.columns--nav {
                    nav.side-nav.aside aria-label=(t.settings()) {
                        a href="#profile" { (ui::icon("user")) (t.profile()) } " "
                        a href="#appearance" { (ui::icon("sun")) (t.appearance()) } " "
                        a href="#language" { (ui::icon("message")) (t.language()) } " "
                        a href="#receipts" { (ui::icon("check-double")) (t.receipts()) } " "
                        a href="#presence" { (ui::icon("clock")) (t.presence()) } " "
                        a href="#secret" { (ui::icon("shield")) (t.password()) } " "
                        a href="#sessions" { (ui::icon("home")) (t.devices()) }
                    }
                    div.stack.stack--m {
                        (profile(t, settings))
                        (appearance(t, shell.theme))
                        (language(t, settings.language))
                        (receipts(t, settings.receipts))
                        (presence(t, settings.presence))
                        (password(t, settings))
                        (sessions(&shell.locale, &settings.sessions, settings.more_sessions))
                    }
                }
            }
        },
    )
}

fn profile(t: Translator, settings: &Settings) -> Markup {
    html! {
        section.panel.stack.stack--m #profile aria-labelledby="profile-heading" {
            h2 #profile-heading { (t.profile()) }
            p.soft { (t.profile_email_html(settings.email)) }
            form.stack.stack--m method="post" action=(urls::SETTINGS_PROFILE) novalidate {
                (ui::input(&Field {
                    name: "name", label: &t.name(), value: settings.name, autocomplete: Some("name"),
                    hint: Some(&t.name_hint()),
                    error: error_for(&settings.profile_errors, "name"),
                    focus: is_first(&settings.profile_errors, "name"), ..Field::default()
                }, "text"))
                p { button.button { (t.save_profile()) } }
            }
        }
    }
}

pub fn appearance(t: Translator, theme: Theme) -> Markup {
    html! {
        section.panel.stack.stack--m #appearance aria-labelledby="appearance-heading" {
            h2 #appearance-heading { (t.appearance()) } " "
            form.stack.stack--m method="post" action=(urls::SETTINGS_APPEARANCE) {
                fieldset.field {
                    legend { (t.light_or_dark()) } " "
                    div.options {
                        @for choice in Theme::ALL {
                            (option("theme", choice.as_str(), choice == theme, &html! { span { (choice.label(t)) } }))
                        }
                    }
                }
                p { button.button.button--quiet { (t.save_appearance()) } }
            }
        }
    }
}

/// A radio button. The space separates it from the next one where no style sheet is loaded.
fn option(name: &str, value: &str, is_chosen: bool, label: &Markup) -> Markup {
    html! { label { input type="radio" name=(name) value=(value) checked[is_chosen]; (label) } " " }
}

/// Each language has its name in that language, so that a viewer recognises it on a page in any other language.
fn language(t: Translator, chosen: Option<Language>) -> Markup {
    html! {
        section.panel.stack.stack--m #language aria-labelledby="language-heading" {
            h2 #language-heading { (t.language()) } " "
            form.stack.stack--m method="post" action=(urls::SETTINGS_LANGUAGE) {
                fieldset.field {
                    legend { (t.language_here()) } " "
                    div.options {
                        (option("language", "browser", chosen.is_none(), &html! { span { (t.language_browser()) } }))
                        @for choice in Language::ALL {
                            (option("language", choice.code(), chosen == Some(choice), &html! {
                                span lang=(choice.tag()) { (choice.name()) }
                            }))
                        }
                    }
                }
                p { button.button.button--quiet { (t.save_language()) } }
            }
        }
    }
}

pub fn receipts(t: Translator, on: bool) -> Markup {
    html! {
        section.panel.stack.stack--m #receipts aria-labelledby="receipts-heading" {
            h2 #receipts-heading { (t.receipts()) } " "
            form.stack.stack--m method="post" action=(urls::SETTINGS_RECEIPTS) {
                fieldset.field aria-describedby="receipts-hint" {
                    legend { (t.receipts_label()) } " "
                    p.hint #receipts-hint { (t.receipts_hint()) }
                    (switch(t, "receipts", on))
                }
                p { button.button.button--quiet { (t.save_receipts()) } }
            }
        }
    }
}

pub fn presence(t: Translator, on: bool) -> Markup {
    html! {
        section.panel.stack.stack--m #presence aria-labelledby="presence-heading" {
            h2 #presence-heading { (t.presence()) } " "
            form.stack.stack--m method="post" action=(urls::SETTINGS_PRESENCE) {
                fieldset.field aria-describedby="presence-hint" {
                    legend { (t.presence_label()) } " "
                    p.hint #presence-hint { (t.presence_hint()) }
                    (switch(t, "presence", on))
                }
                p { button.button.button--quiet { (t.save_presence()) } }
            }
        }
    }
}

fn switch(t: Translator, name: &str, on: bool) -> Markup {
    html! {
        div.options {
            @for (value, label, is_chosen) in [("on", t.switch_on(), on), ("off", t.switch_off(), !on)] {
                (option(name, value, is_chosen, &html! { span { (label) } }))
            }
        }
    }
}

fn password(t: Translator, settings: &Settings) -> Markup {
    let error = |field| error_for(&settings.password_errors, field);
    let focus = |field| is_first(&settings.password_errors, field);
    html! {
        section.panel.stack.stack--m #secret aria-labelledby="secret-heading" {
            h2 #secret-heading { (t.password()) }
            @if let Some(message) = error("") { (ui::error_notice(message)) }
            form.stack.stack--m method="post" action=(urls::SETTINGS_PASSWORD) novalidate {
                // Tells password managers which account the password belongs to.
                input type="email" value=(settings.email) autocomplete="username" readonly hidden;
                (ui::input(&Field {
                    name: "current", label: &t.current_password(), autocomplete: Some("current-password"),
                    error: error("current"), focus: focus("current"), ..Field::default()
                }, "password"))
                (ui::input(&Field {
                    name: "new", label: &t.new_password(), autocomplete: Some("new-password"),
                    hint: Some(&t.password_hint()),
                    error: error("new"), focus: focus("new"), ..Field::default()
                }, "password"))
                p { button.button { (t.change_password()) } }
            }
        }
    }
}

pub fn sessions(locale: &LocaleContext, sessions: &[Session], has_more: bool) -> Markup {
    html! {
        section.panel.stack.stack--m #sessions aria-labelledby="sessions-heading" {
            h2 #sessions-heading { (locale.t.where_signed_in()) }
            ul.lines { @for session in sessions { (session_item(locale, session)) } }
            @if has_more { p.hint { (locale.t.more_sessions(sessions.len())) } }
        }
    }
}

fn session_item(locale: &LocaleContext, session: &Session) -> Markup {
    let t = locale.t;
    let (day, time) = (fmt::day(locale, session.seen_at), fmt::time(locale, session.seen_at));
    html! {
        li {
            div {
                div.row {
                    b { (session.device) } " "
                    @if session.current { span.tag.tag--good { (t.this_device()) } }
                }
                small { (t.last_seen_html(day, time)) }
            }
            @if session.current {
                form method="post" action=(urls::SIGN_OUT) { button.button.button--quiet { (t.sign_out()) } }
            } @else {
                form method="post" action=(urls::end_session(session.id)) {
                    button.button.button--quiet { span { (t.end_session_html(&session.device)) } }
                }
            }
        }
    }
}
