//! Accounts as the views want them. Pure.

use std::borrow::Cow;

use i18n::{LocalizedMessage, Translator};
use views::accounts::SignUp;
use views::settings::Session;
use views::ui::FieldError;

use super::input::SignUpInput;
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
pub fn person(person: &Person) -> views::PersonProps<'_> {
    views::PersonProps {
        id: person.id.0,
        name: &person.name,
    }
}

/// The props of the sign-up form: the input without the password, and the errors.
pub fn sign_up<'a>(input: &'a SignUpInput, problems: &FieldErrors, t: Translator) -> SignUp<'a> {
    SignUp {
        name: &input.name,
        email: &input.email,
        errors: errors(problems, t),
    }
}

/// The props of the devices in settings.
pub fn sessions(rows: &[session::Model], viewer: &Viewer, t: Translator) -> Vec<Session> {
    let session = |row: &session::Model| Session {
        id: row.id.0,
        device: device(&row.device, t),
        seen_at: row.seen_at.0,
        current: row.id == viewer.session,
    };
    rows.iter().map(session).collect()
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
