//! Range requests (RFC 9110, section 14): resumes an interrupted download.

use std::ops::Range;

use bytes::Bytes;
use futures_util::Stream;
use poem::Response;
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::headers::{ContentRange, HeaderMapExt as _};

use super::stream_file;
use crate::error::AppError;

/// Streams a file of `length` bytes into a response: 200 with all of it, 206 with the requested range, or 416 for a
/// range beyond its end. `read` streams a range of the file.
pub fn respond<S>(
    headers: &HeaderMap,
    mut response: Response,
    length: u64,
    read: impl FnOnce(Range<u64>) -> S,
) -> Response
where
    S: Stream<Item = Result<Bytes, AppError>> + Send + 'static,
{
    let Some(range) = requested_range(headers, length) else {
        stream_file::stream(&mut response, length, read(0..length));
        return response;
    };
    if range.is_empty() {
        response.set_status(StatusCode::RANGE_NOT_SATISFIABLE);
        let unsatisfied = ContentRange::unsatisfied_bytes(length);
        response.headers_mut().typed_insert(unsatisfied);
        return response;
    }
    response.set_status(StatusCode::PARTIAL_CONTENT);
    if let Ok(content_range) = ContentRange::bytes(range.clone(), length) {
        response.headers_mut().typed_insert(content_range);
    }
    stream_file::stream(&mut response, range.end - range.start, read(range));
    response
}

/// The requested range, cut at the end of the file; empty if it starts beyond the end. None for the whole file: without
/// `Range`, for several ranges at once, and for an invalid `Range`, which a server may ignore.
fn requested_range(headers: &HeaderMap, length: u64) -> Option<Range<u64>> {
    // The client may have another version. Versions are not compared here, so it gets the whole file.
    if headers.contains_key(header::IF_RANGE) {
        return None;
    }
    let (unit, range) = headers.get(header::RANGE)?.to_str().ok()?.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    match (first, last) {
        ("", last) => Some(length.saturating_sub(number(last)?)..length),
        (first, "") => Some(number(first)?..length),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then(|| first..last.saturating_add(1).min(length))
        }
    }
}

/// Parses digits only: `u64::parse` would also accept a sign.
fn number(digits: &str) -> Option<u64> {
    let is_plain = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| is_plain)
}
