//! The request and response headers of htmx 4.

use poem::http::{HeaderMap, StatusCode, Uri};
use poem::{IntoResponse, Response};

/// Whether htmx sent the request, which then expects a fragment.
pub fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// Whether the browser navigates to this address and expects a page, for the URL of a fragment.
pub fn is_navigation(headers: &HeaderMap) -> bool {
    let destination = headers.get("sec-fetch-dest");
    !is_htmx(headers) && destination.is_some_and(|destination| destination == "document")
}

/// The path and query of the page that contains the htmx element.
pub fn current_path(headers: &HeaderMap) -> Option<String> {
    let url: Uri = headers.get("hx-current-url")?.to_str().ok()?.parse().ok()?;
    Some(url.path_and_query()?.as_str().to_owned())
}

/// 204, the response to a poll without changes. htmx swaps nothing.
pub fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// Navigates the whole page to `to`, with the header `HX-Redirect`. `status` is an error or 200: `fetch` would follow a
/// 3xx redirect, and htmx would swap that page into the place of a fragment.
pub fn redirect(status: StatusCode, to: &str) -> Response {
    Response::builder().status(status).header("hx-redirect", to).finish()
}
