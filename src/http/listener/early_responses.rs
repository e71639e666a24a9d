//! Responses of the listener itself, when no request reaches the endpoint: plain text with the site's security headers.
//!
//! 400 malformed head or missing `Host`, 429 and 503 over a limit (load shedding), 431 head too large. The listener
//! knows neither viewer nor language, so it renders no page.

use poem::Response;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::connection_limits::Full;
use crate::http::middleware::security_headers as headers;

/// 400: HTTP/1.1 and later need exactly one `Host` (RFC 9112, section 3.2).
pub const HOST_MISSING: EarlyResponse = EarlyResponse::new(StatusCode::BAD_REQUEST, "A request names one host.\n");

/// 503: too many requests at once, or a request over its time limit.
pub const BUSY: EarlyResponse = EarlyResponse {
    retry_after: Some(1),
    ..EarlyResponse::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "Busy just now. Please try again in a moment.\n",
    )
};

/// 503: too many connections in total.
const SERVER_FULL: EarlyResponse = EarlyResponse {
    retry_after: Some(10),
    ..BUSY
};

/// 429: too many connections from one address.
const ADDRESS_FULL: EarlyResponse = EarlyResponse {
    retry_after: Some(10),
    ..EarlyResponse::new(
        StatusCode::TOO_MANY_REQUESTS,
        "There are too many connections from your network. Please try again in a moment.\n",
    )
};

/// 400: the head cannot be parsed.
const MALFORMED: EarlyResponse = EarlyResponse::new(
    StatusCode::BAD_REQUEST,
    "We couldn’t read that request. Please go back, load the page anew and try again.\n",
);

/// 431: the head is larger than [`super::connection::HEAD_LIMIT`] or has too many headers.
const HEAD_TOO_LARGE: EarlyResponse = EarlyResponse::new(
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The address or the headers of that request are too long. Please ask for less, or remove this site’s cookies.\n",
);

#[derive(Clone, Copy, Debug)]
pub struct EarlyResponse {
    status: StatusCode,
    sentence: &'static str,
    /// Seconds for the `Retry-After` header.
    retry_after: Option<u16>,
}

impl From<&hyper::Error> for EarlyResponse {
    fn from(error: &hyper::Error) -> Self {
        if error.is_parse_too_large() {
            HEAD_TOO_LARGE
        } else {
            MALFORMED
        }
    }
}

impl From<Full> for EarlyResponse {
    fn from(full: Full) -> Self {
        match full {
            Full::Global => SERVER_FULL,
            Full::Address => ADDRESS_FULL,
        }
    }
}

impl EarlyResponse {
    const fn new(status: StatusCode, sentence: &'static str) -> Self {
        Self {
            status,
            sentence,
            retry_after: None,
        }
    }

    /// The response to a request that has been parsed. `https` adds HSTS.
    pub fn response(self, https: bool) -> Response {
        let mut response = Response::builder().status(self.status).body(self.sentence);
        *response.headers_mut() = self.headers(https);
        response
    }

    /// The response as bytes for the socket, when no request has been parsed, with `Connection: close`. `https` adds
    /// HSTS.
    pub fn to_bytes(self, https: bool) -> Vec<u8> {
        let mut headers = self.headers(https);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(self.sentence.len()));
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let mut bytes = format!("HTTP/1.1 {}\r\n", self.status).into_bytes();
        for (name, value) in &headers {
            let line = [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"];
            bytes.extend(line.concat());
        }
        bytes.extend(b"\r\n");
        bytes.extend(self.sentence.as_bytes());
        bytes
    }

    fn headers(self, https: bool) -> HeaderMap {
        let mut headers = headers::default_headers(https);
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, text);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers
    }
}
