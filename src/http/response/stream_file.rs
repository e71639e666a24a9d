//! Answers that are sent a piece at a time, each made only once the one before it has been taken.

use bytes::Bytes;
use futures_util::stream::{Stream, TryStreamExt as _};
use poem::http::{HeaderValue, header};
use poem::{Body, Response};

use crate::error::AppError;
use crate::http::middleware::compression::Streamed;

/// Puts pieces into a response that are so many bytes together.
pub fn stream<S>(response: &mut Response, length: u64, pieces: S)
where
    S: Stream<Item = Result<Bytes, AppError>> + Send + 'static,
{
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response.extensions_mut().insert(Streamed);
    response.set_body(Body::from_bytes_stream(pieces.map_err(as_io_error)));
}

/// A part must not look like the whole: the connection ends before the answer does.
pub fn as_io_error(error: AppError) -> std::io::Error {
    match error {
        // It was removed while it was sent.
        AppError::NotFound => tracing::info!("What was being sent is gone."),
        error => tracing::error!(%error, "An answer could not be sent to its end."),
    }
    std::io::Error::other("cut short")
}
