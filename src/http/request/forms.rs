//! Decodes queries and forms (`application/x-www-form-urlencoded`). Bytes that are not UTF-8 are rejected, never
//! replaced.

use percent_encoding::percent_decode;
use poem::http::{StatusCode, header};
use poem::{Error, FromRequest, Request, RequestBody, Result};
use serde::de::DeserializeOwned;

/// Checks that the query is UTF-8 after percent-decoding.
///
/// # Errors
/// 400 if it is not.
pub fn check_query(request: &Request) -> Result<()> {
    let query = request.uri().query().unwrap_or_default();
    if is_utf8(query.as_bytes()) {
        Ok(())
    } else {
        Err(Error::from_status(StatusCode::BAD_REQUEST))
    }
}

/// The fields of a submitted form. A missing field is empty; the `parse()` of the input reports it if it is required.
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

/// The fields of the query. A missing field is empty.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<'a, T: DeserializeOwned + Send> FromRequest<'a> for Query<T> {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        decode(request.uri().query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// Replaces CRLF by LF: browsers send every line break of a form field as CRLF (HTML standard).
pub fn normalise_line_breaks(value: &str) -> String {
    value.replace("\r\n", "\n")
}

fn decode<T: DeserializeOwned>(encoded: &[u8]) -> Result<T> {
    let bad_request = || Error::from_status(StatusCode::BAD_REQUEST);
    if !is_utf8(encoded) {
        return Err(bad_request());
    }
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(encoded)
        .map(|(name, value)| (name.into_owned(), normalise_line_breaks(&value)))
        .collect();
    let normalised = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    serde_html_form::from_str(&normalised).map_err(|_| bad_request())
}

/// Whether the decoded bytes are UTF-8.
fn is_utf8(encoded: &[u8]) -> bool {
    percent_decode(encoded).decode_utf8().is_ok()
}
