//! Streamed responses: each chunk is read only after the connection has accepted the chunk before it (backpressure).

use bytes::Bytes;
use futures_util::stream::{Stream, TryStreamExt as _};
use poem::http::{HeaderValue, header};
use poem::{Body, Response};

use crate::error::AppError;
use crate::http::middleware::compression::SkipCompression;

/// Sets the body of a response to a stream of chunks, `length` bytes in total.
pub fn stream<S>(response: &mut Response, length: u64, chunks: S)
where
    S: Stream<Item = Result<Bytes, AppError>> + Send + 'static,
{
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response.extensions_mut().insert(SkipCompression);
    response.set_body(Body::from_bytes_stream(chunks.map_err(as_io_error)));
}

/// Logs an error in the middle of a stream, and converts it to one that closes the connection. So the client notices
/// that the response is incomplete.
pub fn as_io_error(error: AppError) -> std::io::Error {
    match error {
        AppError::NotFound => tracing::info!("A streamed response was cut off: its file was deleted meanwhile."),
        error => tracing::error!(%error, "A streamed response was cut off."),
    }
    std::io::Error::other("the response was cut off")
}
