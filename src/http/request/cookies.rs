//! Reads and writes cookies: the session token, and preferences such as theme and language.

use poem::http::{HeaderMap, HeaderValue, header};

/// `Max-Age` of the session cookie, in seconds: 180 days, the longest lifetime of a session.
const SESSION_SECONDS: u64 = 180 * 86_400;

/// `Max-Age` of a preference, in seconds: a year.
const PREFERENCE_SECONDS: u64 = 365 * 86_400;

#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Whether clients reach the site over https. Adds `Secure`, and the `__Host-` prefix to the session cookie, which
    /// browsers accept only over https.
    pub secure: bool,
}

impl Cookies {
    /// The session token of a request.
    pub fn read(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.name()).filter(|token| !token.is_empty())
    }

    /// The `Set-Cookie` value that stores the session token.
    pub fn set(self, token: &str) -> HeaderValue {
        self.write(self.name(), token, SESSION_SECONDS)
    }

    /// The `Set-Cookie` value that deletes the session token.
    pub fn clear(self) -> HeaderValue {
        self.write(self.name(), "", 0)
    }

    /// The `Set-Cookie` value of a preference, such as the theme. It lasts a year and is not secret.
    pub fn preference(self, name: &str, value: &str) -> HeaderValue {
        self.write(name, value, PREFERENCE_SECONDS)
    }

    fn name(self) -> &'static str {
        if self.secure { "__Host-porchlight" } else { "porchlight" }
    }

    fn write(self, name: &str, value: &str, seconds: u64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        // Cannot fail: names, tokens and numbers are visible ASCII. The fallback sets no cookie.
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The value of a cookie; the first value if the request has several. Splits bytes: other sites of the domain may have
/// set cookies that are not ASCII, in the same header.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
        .find_map(|value| str::from_utf8(value).ok())
}
