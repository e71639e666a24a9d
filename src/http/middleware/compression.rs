//! Compresses text responses with gzip.

use std::cell::RefCell;
use std::sync::Arc;

use flate2::{Compress, Compression, FlushCompress, Status};
use poem::http::{HeaderMap, HeaderValue, header};
use poem::{Body, Endpoint, IntoResponse, Request, Response, Result};

/// Responses below this size, in bytes, stay uncompressed: they fit in one packet.
const MIN_SIZE: usize = 1_024;

/// Window of the compression: 2¹⁵ bytes.
const WINDOW_BITS: u8 = 15;

/// Marks a streamed response, which is too long to hold in memory and stays uncompressed.
#[derive(Clone, Copy, Debug)]
pub struct SkipCompression;

/// Whether `Accept-Encoding` names an encoding with a weight other than `q=0` (RFC 9110, section 12.5.3).
pub fn accepts_encoding(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|part| {
            let mut part = part.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
            let named = part
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding.as_bytes()));
            let refused = part.any(|parameter| matches!(parameter, b"q=0" | b"q=0.0" | b"q=0.00" | b"q=0.000"));
            named && !refused
        })
}

/// Compresses text responses with gzip for clients that accept it. Encoded responses stay as they are. So do
/// responses that support ranges: a range counts the bytes that the ETag identifies.
pub async fn compress<E: Endpoint>(endpoint: Arc<E>, request: Request) -> Result<Response> {
    let accepted = accepts_encoding(request.headers(), "gzip");
    let mut response = endpoint.call(request).await?.into_response();
    let is_skipped = response.extensions().get::<SkipCompression>().is_some();
    if is_skipped || !is_text(response.headers()) || has_fixed_bytes(response.headers()) {
        return Ok(response);
    }
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if !accepted {
        return Ok(response);
    }
    let bytes = response.take_body().into_bytes().await?;
    if bytes.len() < MIN_SIZE {
        response.set_body(Body::from_bytes(bytes));
        return Ok(response);
    }
    match ENCODER.with_borrow_mut(|encoder| gzip(encoder, &bytes)) {
        Some(compressed) => {
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            headers.remove(header::CONTENT_LENGTH);
            response.set_body(Body::from_vec(compressed));
        }
        None => response.set_body(Body::from_bytes(bytes)),
    }
    Ok(response)
}

thread_local! {
    /// One encoder for each thread: it takes 300 KB, and creating one costs more than many a response.
    static ENCODER: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::fast(), WINDOW_BITS));
}

/// Returns the bytes as gzip; None if that is not shorter.
fn gzip(encoder: &mut Compress, bytes: &[u8]) -> Option<Vec<u8>> {
    encoder.reset();
    let mut compressed = Vec::with_capacity(bytes.len());
    let status = encoder.compress_vec(bytes, &mut compressed, FlushCompress::Finish);
    compressed.shrink_to_fit();
    matches!(status, Ok(Status::StreamEnd)).then_some(compressed)
}

/// Whether the response is encoded or supports ranges, so that its bytes must not change.
fn has_fixed_bytes(headers: &HeaderMap) -> bool {
    [header::CONTENT_ENCODING, header::ACCEPT_RANGES, header::CONTENT_RANGE]
        .iter()
        .any(|name| headers.contains_key(name))
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("text/") || kind.starts_with("application/json") || kind.starts_with("application/problem+json")
}
