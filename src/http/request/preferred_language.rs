//! Which language a browser is answered in: the one chosen in settings, else what it asks for, else English.

use i18n::{Language, Translator};
use poem::http::{HeaderMap, header};

use super::cookies;

/// The cookie in which a browser keeps its choice of language.
pub const COOKIE: &str = "language";

/// The language chosen in settings by whoever sent these headers.
pub fn chosen(headers: &HeaderMap) -> Option<Language> {
    cookies::read(headers, COOKIE).and_then(Language::from_word)
}

/// What the site says to whoever sent these headers.
pub fn translator(headers: &HeaderMap) -> Translator {
    let asked = || Language::accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    Translator(chosen(headers).or_else(asked).unwrap_or_default())
}
