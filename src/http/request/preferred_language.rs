//! The language of a response: the choice in settings (a cookie), else `Accept-Language`, else English.

use i18n::{Language, Translator};
use poem::http::{HeaderMap, header};

use super::cookies;

pub const COOKIE: &str = "language";

/// The language chosen in settings, from the request's cookie.
pub fn chosen(headers: &HeaderMap) -> Option<Language> {
    cookies::read(headers, COOKIE).and_then(Language::from_code)
}

/// The translator for a request, from its headers.
pub fn translator(headers: &HeaderMap) -> Translator {
    let accepted = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?;
        // Lossy: an entry that is not ASCII is ignored, the others count.
        Language::from_accept_language(&String::from_utf8_lossy(header.as_bytes()))
    };
    Translator(chosen(headers).or_else(accepted).unwrap_or_default())
}
