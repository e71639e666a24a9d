//! What the door says by itself, where no page can be made: a sentence, under the headers that every answer has.

use poem::Response;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::connection_limits::Full;
use crate::http::middleware::security_headers as headers;

/// A request names one host, and this one does not.
pub const NAMELESS: Refusal = Refusal::of(StatusCode::BAD_REQUEST, "A request names one host.\n");

/// More work than there are places for, or work that took too long.
pub const BUSY: Refusal = Refusal {
    retry_after: Some(1),
    ..Refusal::of(
        StatusCode::SERVICE_UNAVAILABLE,
        "Busy just now. Please try again in a moment.\n",
    )
};

/// More connections than there are places for.
const HOUSE_FULL: Refusal = Refusal {
    retry_after: Some(10),
    ..BUSY
};

/// More connections than an address may have.
const TOO_MANY: Refusal = Refusal {
    retry_after: Some(10),
    ..Refusal::of(
        StatusCode::TOO_MANY_REQUESTS,
        "There are too many connections from your network. Please try again in a moment.\n",
    )
};

/// What arrived is no request.
const UNREADABLE: Refusal = Refusal::of(
    StatusCode::BAD_REQUEST,
    "We couldn’t read that request. Please go back, load the page anew and try again.\n",
);

/// The head of a request does not fit into what is kept of one.
const TOO_LONG: Refusal = Refusal::of(
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The address or the headers of that request are too long. Please ask for less, or remove this site’s cookies.\n",
);

/// An answer that needs nothing to be known.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    status: StatusCode,
    sentence: &'static str,
    /// In how many seconds to come back.
    retry_after: Option<u16>,
}

impl From<&hyper::Error> for Refusal {
    fn from(error: &hyper::Error) -> Self {
        if error.is_parse_too_large() {
            TOO_LONG
        } else {
            UNREADABLE
        }
    }
}

impl From<Full> for Refusal {
    fn from(full: Full) -> Self {
        match full {
            Full::House => HOUSE_FULL,
            Full::Address => TOO_MANY,
        }
    }
}

impl Refusal {
    const fn of(status: StatusCode, sentence: &'static str) -> Self {
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
    pub fn words(self, https: bool) -> Vec<u8> {
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
        let mut headers = headers::bare(https);
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, text);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers
    }
}
