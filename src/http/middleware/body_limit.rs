//! No request body is larger than it may be, or takes longer than it may.

use std::time::Duration;

use poem::error::ReadBodyError;
use poem::http::{StatusCode, header};
use poem::{Body, Error, Request, Result};

/// The most bytes of a body.
pub const LIMIT: usize = 64 * 1024;

/// How long a client may take to send its body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Reads the whole body before the handler sees it, or refuses it: 413 when it is too large, 408 when it is too slow,
/// 415 when it is compressed (a small body could become a huge one). An `upload` is left to [`crate::http::request::multipart`], which
/// reads it as it arrives.
///
/// # Errors
/// The refusals above.
pub async fn limit(request: &mut Request, upload: bool) -> Result<()> {
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        return Err(Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    if upload {
        return Ok(());
    }
    let length = request
        .header(header::CONTENT_LENGTH)
        .and_then(|text| text.parse::<u64>().ok());
    if length.is_some_and(|length| length > LIMIT as u64) {
        return Err(Error::from_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let body = request.take_body();
    if !body.is_empty() {
        // In a box: most requests have none, and carry no room for it through all that follows.
        request.set_body(Box::pin(read(body)).await?);
    }
    Ok(())
}

async fn read(body: Body) -> Result<Body> {
    let bytes = tokio::time::timeout(TIMEOUT, body.into_bytes_limit(LIMIT))
        .await
        .map_err(|_| Error::from_status(StatusCode::REQUEST_TIMEOUT))?
        .map_err(|error| match error {
            ReadBodyError::PayloadTooLarge => Error::from_status(StatusCode::PAYLOAD_TOO_LARGE),
            _ => Error::from_status(StatusCode::BAD_REQUEST),
        })?;
    Ok(Body::from_bytes(bytes))
}
