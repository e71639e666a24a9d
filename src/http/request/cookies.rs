//! Reading and writing the few cookies there are.

use poem::http::{HeaderMap, HeaderValue, header};

/// How long a browser keeps the session's cookie, in seconds: as long as a session can last.
const SESSION_SECONDS: u64 = 180 * 86_400;

/// How long it keeps a choice: a year.
const PREFERENCE_SECONDS: u64 = 365 * 86_400;

/// The site's cookies, by whether it is reached over https.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Adds `Secure`, and to the session's the `__Host-` prefix, which browsers accept from https only.
    pub secure: bool,
}

impl Cookies {
    /// The token a request carries.
    pub fn read(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.name()).filter(|token| !token.is_empty())
    }

    /// Hands a browser its token.
    pub fn set(self, token: &str) -> HeaderValue {
        self.write(self.name(), token, SESSION_SECONDS)
    }

    /// Takes it back.
    pub fn clear(self) -> HeaderValue {
        self.write(self.name(), "", 0)
    }

    /// Hands a browser a choice of no secrecy, such as light or dark, to keep for a year.
    pub fn preference(self, name: &str, value: &str) -> HeaderValue {
        self.write(name, value, PREFERENCE_SECONDS)
    }

    fn name(self) -> &'static str {
        if self.secure { "__Host-porchlight" } else { "porchlight" }
    }

    fn write(self, name: &str, value: &str, seconds: u64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        // Names, tokens and numbers are all visible ASCII; an empty cookie is the harmless way out.
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The value of a cookie that a request carries; the first, if it is there twice.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
