//! Forms and queries as browsers send them.

use poem::http::{StatusCode, header};
use poem::{Error, FromRequest, Request, RequestBody, Result};
use serde::de::DeserializeOwned;

/// Refuses (400) a query whose bytes are no text: not UTF-8.
///
/// # Errors
/// The refusal.
pub fn check_query(request: &Request) -> Result<()> {
    let query = request.uri().query().unwrap_or_default();
    if is_utf8(query.as_bytes()) {
        Ok(())
    } else {
        Err(Error::from_status(StatusCode::BAD_REQUEST))
    }
}

/// The fields of a submitted form. What is missing is empty: the drafts say what is wrong with it.
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);

impl<'a, T: DeserializeOwned + Send> FromRequest<'a> for Form<T> {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let is_form = content_type
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        let bytes = body.take()?.into_bytes().await?;
        if !is_form && !bytes.is_empty() {
            return Err(Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        decode(&bytes).map(Self)
    }
}

/// The fields of the query. What is missing is empty.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<'a, T: DeserializeOwned + Send> FromRequest<'a> for Query<T> {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        decode(request.uri().query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// What was typed into a field: undoes the `CRLF` that browsers make of every line break in a form.
pub fn normalise_line_breaks(sent: &str) -> String {
    sent.replace("\r\n", "\n")
}

/// Decodes `application/x-www-form-urlencoded`. Text that is not UTF-8 is refused rather than changed.
fn decode<T: DeserializeOwned>(encoded: &[u8]) -> Result<T> {
    let unreadable = || Error::from_status(StatusCode::BAD_REQUEST);
    if !is_utf8(encoded) {
        return Err(unreadable());
    }
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(encoded)
        .map(|(name, value)| (name.into_owned(), normalise_line_breaks(&value)))
        .collect();
    let plain = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    serde_html_form::from_str(&plain).map_err(|_| unreadable())
}

/// Whether the bytes that percent signs stand for are UTF-8 as well.
fn is_utf8(encoded: &[u8]) -> bool {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(|_| byte == b'%')
        {
            Some(value) => {
                decoded.push(value);
                rest = &after[2..];
            }
            None => {
                decoded.push(byte);
                rest = after;
            }
        }
    }
    std::str::from_utf8(&decoded).is_ok()
}
