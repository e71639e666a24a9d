//! What the door says by itself, where no page can be made: a sentence, under the headers that every answer has.

use poem::Response;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::connection_limits::Full;
use crate::http::middleware::security_headers as headers;

/// A request names one host, and this one does not.
pub const HOST_MISSING: EarlyResponse = EarlyResponse::new(StatusCode::BAD_REQUEST, "A request names one host.\n");

/// More work than there are places for, or work that took too long.
pub const BUSY: EarlyResponse = EarlyResponse {
    retry_after: Some(1),
    ..EarlyResponse::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "Busy just now. Please try again in a moment.\n",
    )
};

/// More connections than there are places for.
const SERVER_FULL: EarlyResponse = EarlyResponse {
    retry_after: Some(10),
    ..BUSY
};

/// More connections than an address may have.
const ADDRESS_FULL: EarlyResponse = EarlyResponse {
    retry_after: Some(10),
    ..EarlyResponse::new(
        StatusCode::TOO_MANY_REQUESTS,
        "There are too many connections from your network. Please try again in a moment.\n",
    )
};

/// What arrived is no request.
const MALFORMED: EarlyResponse = EarlyResponse::new(
    StatusCode::BAD_REQUEST,
    "We couldn’t read that request. Please go back, load the page anew and try again.\n",
);

/// The head of a request does not fit into what is kept of one.
const HEAD_TOO_LARGE: EarlyResponse = EarlyResponse::new(
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The address or the headers of that request are too long. Please ask for less, or remove this site’s cookies.\n",
);

/// An answer that needs nothing to be known.
#[derive(Clone, Copy, Debug)]
pub struct EarlyResponse {
    status: StatusCode,
    sentence: &'static str,
    /// In how many seconds to come back.
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

    /// As an answer to a request. `https` adds HSTS.
    pub fn response(self, https: bool) -> Response {
        let mut response = Response::builder().status(self.status).body(self.sentence);
        *response.headers_mut() = self.headers(https);
        response
    }

    /// As it goes over a connection, where there is no request to answer; the last that is said there.
    pub fn to_bytes(self, https: bool) -> Vec<u8> {
        let mut headers = self.headers(https);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(self.sentence.len()));
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let mut words = format!("HTTP/1.1 {}\r\n", self.status).into_bytes();
        for (name, value) in &headers {
            let line = [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"];
            words.extend(line.concat());
        }
        words.extend(b"\r\n");
        words.extend(self.sentence.as_bytes());
        words
    }

    fn headers(self, https: bool) -> HeaderMap {
        let mut headers = headers::without_body(https);
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, text);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers
    }
}
