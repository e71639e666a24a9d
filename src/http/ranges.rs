//! The part of a file that is asked for (RFC 9110, section 14), so that a download that broke off goes on.

use std::ops::Bound;

use bytes::Bytes;
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::headers::{ContentRange, HeaderMapExt as _, Range};
use poem::{Body, Response};

/// Puts bytes into a response: all of them, or the one part that is asked for. Several parts at once nobody needs: that
/// question is answered with everything.
pub fn answer(headers: &HeaderMap, mut response: Response, bytes: Bytes) -> Response {
    let length = bytes.len() as u64;
    // What the client has may be another version: we do not keep any, so it gets all of this one.
    let asked = headers
        .typed_get::<Range>()
        .filter(|_| !headers.contains_key(header::IF_RANGE));
    let Some(asked) = asked else {
        response.set_body(Body::from_bytes(bytes));
        return response;
    };
    let ranges: Vec<_> = asked
        .satisfiable_ranges(length)
        .map(|range| ends(range, length))
        .collect();
    match ranges[..] {
        [(start, end)] if start < end => {
            response.set_status(StatusCode::PARTIAL_CONTENT);
            if let Ok(range) = ContentRange::bytes(start..end, length) {
                response.headers_mut().typed_insert(range);
            }
            let place = |at: u64| usize::try_from(at).unwrap_or(bytes.len());
            response.set_body(Body::from_bytes(bytes.slice(place(start)..place(end))));
        }
        [_, _, ..] => response.set_body(Body::from_bytes(bytes)),
        _ => {
            response.set_status(StatusCode::RANGE_NOT_SATISFIABLE);
            response
                .headers_mut()
                .typed_insert(ContentRange::unsatisfied_bytes(length));
        }
    }
    response
}

/// Where a range begins, and the place after its end.
fn ends((from, to): (Bound<u64>, Bound<u64>), length: u64) -> (u64, u64) {
    let start = match from {
        Bound::Included(at) => at,
        Bound::Excluded(at) => at.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match to {
        Bound::Included(at) => at.saturating_add(1),
        Bound::Excluded(at) => at,
        Bound::Unbounded => length,
    };
    (start, end.min(length))
}
