//! Reading and writing the few cookies there are.

use poem::http::{HeaderMap, HeaderValue, header};

/// How long a browser keeps the session's cookie, in seconds: as long as a session can last.
const SESSION_SECONDS: u64 = 180 * 86_400;

/// The session's cookie, by whether the site is reached over https.
#[derive(Clone, Copy, Debug)]
pub struct SessionCookie {
    /// Adds `Secure` and the `__Host-` prefix, which browsers accept from https only.
    pub secure: bool,
}

impl SessionCookie {
    /// The token a request carries.
    pub fn read(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.name()).filter(|token| !token.is_empty())
    }

    /// Hands a browser its token.
    pub fn set(self, token: &str) -> HeaderValue {
        self.write(token, SESSION_SECONDS)
    }

    /// Takes it back.
    pub fn clear(self) -> HeaderValue {
        self.write("", 0)
    }

    fn name(self) -> &'static str {
        if self.secure { "__Host-porchlight" } else { "porchlight" }
    }

    fn write(self, token: &str, seconds: u64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = self.name();
        let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
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
