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
    let accepted = || Language::from_accept_language(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    Translator(chosen(headers).or_else(accepted).unwrap_or_default())
}
