//! Facts about htmx: how its requests are told from a page's, and the few headers it answers to (version 4).

use poem::http::{HeaderMap, StatusCode, Uri};
use poem::{IntoResponse, Response};

/// Whether htmx asks, and so wants a fragment.
pub fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// Whether somebody has opened a fragment's address as if it were a page.
pub fn is_navigation(headers: &HeaderMap) -> bool {
    let destination = headers.get("sec-fetch-dest");
    !is_htmx(headers) && destination.is_some_and(|destination| destination == "document")
}

/// The path of the page that htmx asks from, with its query.
pub fn current_path(headers: &HeaderMap) -> Option<String> {
    let url: Uri = headers.get("hx-current-url")?.to_str().ok()?.parse().ok()?;
    Some(url.path_and_query()?.as_str().to_owned())
}

/// The answer to a poll when nothing has changed.
pub fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// Sends the whole page elsewhere. A redirect would be followed by `fetch` and its page swapped into a fragment's
/// place, so the status is an error's (or 200) and the header does the work.
pub fn redirect(status: StatusCode, to: &str) -> Response {
    Response::builder().status(status).header("hx-redirect", to).finish()
}
