//! Limits the size and the time of request bodies (slow body attacks).

use std::time::Duration;

use poem::error::ReadBodyError;
use poem::http::{StatusCode, header};
use poem::{Body, Error, Request, Result};

/// Maximum size of a body, in bytes.
pub const LIMIT: usize = 64 * 1024;

/// How long a client may take to send its body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Reads the whole body before the handler runs. An `upload` is not read here: [`crate::http::request::multipart`]
/// streams it, with its own limits.
///
/// # Errors
/// 413 when the body is larger than [`LIMIT`], 408 when it takes longer than 30 s, 400 when it is interrupted. 415
/// when it is compressed: a small body could decompress to a huge one (decompression bomb).
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
        // Boxed: most requests have no body, and their futures should not reserve space for reading one.
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
