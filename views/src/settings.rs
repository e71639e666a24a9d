//! The account: name, password, and where one is signed in.

use maud::{Markup, html};

use crate::ui::{self, Field, FieldError, error_for};
use crate::{Shell, Theme, fmt, layout, urls};

/// The settings page.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The name, as saved or as typed.
    pub name: &'a str,
    /// The address one signs in with.
    pub email: &'a str,
    /// What is wrong with the profile form.
    pub profile_errors: &'a [FieldError<'a>],
    /// What is wrong with the password form.
    pub password_errors: &'a [FieldError<'a>],
    /// Where this person is signed in.
    pub sessions: &'a [Session<'a>],
}

/// One place where somebody is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// The session's id.
    pub id: i64,
    /// The device in words, such as "Firefox on Android".
    pub device: &'a str,
    /// When it was last seen, in microseconds UTC.
    pub seen_at: i64,
    /// Whether the reader is using it right now.
    pub current: bool,
}

/// The page.
pub fn page(shell: &Shell, settings: &Settings) -> Markup {
    layout::page(
        shell,
        "Settings",
        html! {
            div.wrap.page.stack.stack--l {
                h1 { "Settings" }
                div.columns.columns--nav {
                    nav.side-nav.aside aria-label="Settings" {
                        a href="#profile" { (ui::icon("user")) "Profile" } " "
                        a href="#appearance" { (ui::icon("home")) "Appearance" } " "
                        a href="#secret" { (ui::icon("shield")) "Password" } " "
                        a href="#sessions" { (ui::icon("home")) "Devices" }
                    }
                    div.stack.stack--m {
                        (profile(settings))
                        (appearance(shell.theme))
                        (password(settings))
                        (sessions(shell, settings.sessions))
                    }
                }
            }
        },
    )
}

fn profile(settings: &Settings) -> Markup {
    html! {
        section.panel.stack.stack--m #profile aria-labelledby="profile-heading" {
            h2 #profile-heading { "Profile" }
            p.soft { "You sign in with " b { (settings.email) } ". Nobody else sees it." }
            form.stack.stack--m method="post" action=(urls::SETTINGS_PROFILE) novalidate {
                (ui::input(&Field {
                    name: "name", label: "Name", value: settings.name, autocomplete: Some("name"),
                    hint: Some("The people you write to see this."),
                    error: error_for(settings.profile_errors, "name"), ..Field::default()
                }, "text"))
                p { button.button { "Save profile" } }
            }
        }
    }
}

fn appearance(theme: Theme) -> Markup {
    html! {
        section.panel.stack.stack--m #appearance aria-labelledby="appearance-heading" {
            h2 #appearance-heading { "Appearance" } " "
            form.stack.stack--m method="post" action=(urls::SETTINGS_APPEARANCE) {
                fieldset.field {
                    legend { "Light or dark, in this browser" }
                    div.options {
                        @for choice in Theme::ALL {
                            label {
                                input type="radio" name="theme" value=(choice.word()) checked[choice == theme];
                                span { (choice.label()) }
                            }
                        }
                    }
                }
                p { button.button.button--quiet { "Save appearance" } }
            }
        }
    }
}

fn password(settings: &Settings) -> Markup {
    let error = |field| error_for(settings.password_errors, field);
    html! {
        section.panel.stack.stack--m #secret aria-labelledby="secret-heading" {
            h2 #secret-heading { "Password" }
            @if let Some(message) = error("") { (ui::bad_notice(message)) }
            form.stack.stack--m method="post" action=(urls::SETTINGS_PASSWORD) novalidate {
                // Tells password managers whose password this is.
                input type="email" value=(settings.email) autocomplete="username" readonly hidden;
                (ui::input(&Field {
                    name: "current", label: "Current password", autocomplete: Some("current-password"),
                    error: error("current"), ..Field::default()
                }, "password"))
                (ui::input(&Field {
                    name: "new", label: "New password", autocomplete: Some("new-password"),
                    hint: Some("8 characters or more. A short sentence is perfect."),
                    error: error("new"), ..Field::default()
                }, "password"))
                p { button.button { "Change password" } }
            }
        }
    }
}

fn sessions(shell: &Shell, sessions: &[Session]) -> Markup {
    html! {
        section.panel.stack.stack--m #sessions aria-labelledby="sessions-heading" {
            h2 #sessions-heading { "Where you’re signed in" }
            ul.lines { @for session in sessions { (line(shell, session)) } }
        }
    }
}

fn line(shell: &Shell, session: &Session) -> Markup {
    html! {
        li {
            div {
                div.row {
                    b { (session.device) } " "
                    @if session.current { span.tag.tag--good { "This device" } }
                }
                small {
                    "Last seen " (fmt::day(&shell.reader, session.seen_at))
                    " at " (fmt::time(&shell.reader, session.seen_at))
                }
            }
            @if session.current {
                form method="post" action=(urls::SIGN_OUT) { button.button.button--quiet { "Sign out" } }
            } @else {
                form method="post" action=(urls::end_session(session.id)) {
                    button.button.button--quiet { "End" span.visually-hidden { " the session on " (session.device) } }
                }
            }
        }
    }
}
