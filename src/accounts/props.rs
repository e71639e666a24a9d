//! Accounts as the views want them. Pure.

use std::borrow::Cow;

use i18n::{LocalizedMessage, Translator};
use views::accounts::SignUp;
use views::settings::Session;
use views::ui::FieldError;

use super::input::SignUpDraft;
use super::{Person, Viewer};
use crate::entities::session;
use crate::error::FieldErrors;

/// Every field error, as forms show them.
pub fn errors(errors: &FieldErrors, t: Translator) -> Vec<FieldError> {
    let told = |(field, message): (_, &LocalizedMessage)| FieldError {
        field,
        message: message.translate(t),
    };
    errors.iter().map(told).collect()
}

/// A person, as views name them.
pub fn person(person: &Person) -> views::Person<'_> {
    views::Person {
        id: person.id.0,
        name: &person.name,
    }
}

/// The sign-up form: what was typed, less the password, and what is wrong with it.
pub fn sign_up<T>(draft: &SignUpDraft, errors: &FieldErrors, t: Translator, show: impl FnOnce(&SignUp<'_>) -> T) -> T {
    show(&SignUp {
        name: &draft.name,
        email: &draft.email,
        errors: &super::props::errors(errors, t),
    })
}

/// The devices in settings.
pub fn sessions<T>(
    rows: &[session::Model],
    viewer: &Viewer,
    t: Translator,
    show: impl FnOnce(&[Session<'_>]) -> T,
) -> T {
    let devices: Vec<_> = rows.iter().map(|row| device(&row.device, t)).collect();
    let sessions: Vec<_> = rows
        .iter()
        .zip(&devices)
        .map(|(row, device)| Session {
            id: row.id.0,
            device,
            seen_at: row.seen_at.0,
            current: row.id == viewer.session,
        })
        .collect();
    show(&sessions)
}

/// What people call a device, such as "Firefox on Android", from what its browser calls itself.
fn device(user_agent: &str, t: Translator) -> Cow<'static, str> {
    const BROWSERS: [(&str, &str); 6] = [
        ("Firefox/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("w3m/", "w3m"),
    ];
    const SYSTEMS: [(&str, &str); 5] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Macintosh", "Mac"),
        ("Windows", "Windows"),
        ("Linux", "Linux"),
    ];
    let named = |marks: &[(&str, &'static str)]| {
        let found = marks.iter().find(|(mark, _)| user_agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => t.device_browser_on(browser, system),
        (Some(name), None) | (None, Some(name)) => name.into(),
        (None, None) => t.device_other(),
    }
}
