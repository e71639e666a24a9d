//! Requests whose response no person sees: prefetched and prerendered pages, and HEAD. They mark nothing as read and do
//! not count as presence.

use poem::Request;
use poem::http::{HeaderMap, HeaderValue, Method};

/// `Sec-Purpose` is the standard header (<https://html.spec.whatwg.org/multipage/speculative-loading.html>); older
/// browsers send one of the others.
const HEADERS: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// `preview` was sent by Safari for a prefetched page.
const PURPOSES: [&str; 3] = ["prefetch", "prerender", "preview"];

/// Whether the response may never be shown. Also true for HEAD, after [`mark_head`].
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    let values = HEADERS.iter().flat_map(|name| headers.get_all(*name));
    let mut tokens = values.flat_map(|value| value.as_bytes().split(|byte| matches!(byte, b';' | b',')));
    tokens.any(|token| {
        let token = token.trim_ascii();
        PURPOSES
            .iter()
            .any(|purpose| token.eq_ignore_ascii_case(purpose.as_bytes()))
    })
}

/// Marks a HEAD request as a prefetch. Handlers cannot distinguish it from GET otherwise.
pub fn mark_head(request: &mut Request) {
    if request.method() == Method::HEAD {
        let prefetch = HeaderValue::from_static("prefetch");
        request.headers_mut().insert("sec-purpose", prefetch);
    }
}
