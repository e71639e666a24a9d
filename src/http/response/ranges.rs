//! The part of a file that is asked for (RFC 9110, section 14), so that a download that broke off goes on.

use std::ops::Range;

use bytes::Bytes;
use futures_util::Stream;
use poem::Response;
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::headers::{ContentRange, HeaderMapExt as _};

use super::stream_file;
use crate::error::AppError;

/// Puts a file of some length into a response: all of it, or the one part that is asked for. `read` gives the pieces of a
/// part.
pub fn respond<S>(
    headers: &HeaderMap,
    mut response: Response,
    length: u64,
    read: impl FnOnce(Range<u64>) -> S,
) -> Response
where
    S: Stream<Item = Result<Bytes, AppError>> + Send + 'static,
{
    let Some(part) = asked(headers, length) else {
        stream_file::stream(&mut response, length, read(0..length));
        return response;
    };
    if part.is_empty() {
        response.set_status(StatusCode::RANGE_NOT_SATISFIABLE);
        let nothing = ContentRange::unsatisfied_bytes(length);
        response.headers_mut().typed_insert(nothing);
        return response;
    }
    response.set_status(StatusCode::PARTIAL_CONTENT);
    if let Ok(range) = ContentRange::bytes(part.clone(), length) {
        response.headers_mut().typed_insert(range);
    }
    stream_file::stream(&mut response, part.end - part.start, read(part));
    response
}

/// The part that is asked for, as far as the file goes; an empty one lies beyond its end. None when all of it is to be
/// sent: several parts at once nobody needs, and what cannot be read asks for nothing in particular.
fn asked(headers: &HeaderMap, length: u64) -> Option<Range<u64>> {
    // What the client has may be another version: we do not keep any, so it gets all of this one.
    if headers.contains_key(header::IF_RANGE) {
        return None;
    }
    let (unit, part) = headers.get(header::RANGE)?.to_str().ok()?.split_once('=')?;
    let (first, last) = part.trim().split_once('-')?;
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

/// Digits and nothing else, not even a sign.
fn number(digits: &str) -> Option<u64> {
    let all = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| all)
}
