//! Props of the account views.

use std::borrow::Cow;

use i18n::{LocalizedMessage, Translator};
use views::accounts::SignUp;
use views::settings::Session;
use views::ui::FieldError;

use super::input::SignUpInput;
use super::{Person, Viewer};
use crate::entities::session;
use crate::error::FieldErrors;

/// The translated field errors of a form.
pub fn errors(errors: &FieldErrors, t: Translator) -> Vec<FieldError> {
    let translate = |(field, message): (_, &LocalizedMessage)| FieldError {
        field,
        message: message.translate(t),
    };
    errors.iter().map(translate).collect()
}

pub fn person(person: &Person) -> views::PersonProps<'_> {
    views::PersonProps {
        id: person.id.0,
        name: &person.name,
    }
}

/// The sign-up form with its input and errors. It leaves out the password, which is never sent back.
pub fn sign_up<'a>(input: &'a SignUpInput, problems: &FieldErrors, t: Translator) -> SignUp<'a> {
    SignUp {
        name: &input.name,
        email: &input.email,
        errors: errors(problems, t),
    }
}

/// The sessions in settings.
pub fn sessions(rows: &[session::Model], viewer: &Viewer, t: Translator) -> Vec<Session> {
    let session = |row: &session::Model| Session {
        id: row.id.0,
        device: device(&row.device, t),
        seen_at: row.seen_at.0,
        current: row.id == viewer.session,
    };
    rows.iter().map(session).collect()
}

/// A name such as "Firefox on Android" for a `User-Agent`. The order of the lists matters: Edge and Opera also contain
/// "Chrome/", Chrome also "Safari/", and Android also "Linux".
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
    let first_match = |patterns: &[(&str, &'static str)]| {
        let found = patterns.iter().find(|(pattern, _)| user_agent.contains(pattern));
        found.map(|(_, name)| *name)
    };
    match (first_match(&BROWSERS), first_match(&SYSTEMS)) {
        (Some(browser), Some(system)) => t.device_browser_on(browser, system),
        (Some(name), None) | (None, Some(name)) => name.into(),
        (None, None) => t.device_other(),
    }
}
