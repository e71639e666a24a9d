//! Responses of page handlers: redirect after POST, a rejected form, `Retry-After`.

use std::fmt::Display;
use std::time::Duration;

use maud::Markup;
use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};

/// Redirects with 303 after a form (Post/Redirect/Get), so that the browser requests the target with GET.
pub fn see_other(to: impl Display) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, to.to_string())
        .finish()
}

/// 422 with the form again, for invalid input.
pub fn unprocessable(form: Markup) -> Response {
    rejected(form, StatusCode::UNPROCESSABLE_ENTITY, None)
}

/// The form or page again, with the status of the error, and `Retry-After` if a later retry succeeds.
pub fn rejected(page: Markup, status: StatusCode, wait: Option<Duration>) -> Response {
    let mut response = page.with_status(status).into_response();
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, whole_seconds(wait).into());
    }
    response
}

/// The value of `Clear-Site-Data` when a session ends (<https://www.w3.org/TR/clear-site-data/>): the browser deletes
/// its cached files and stored entries of this site, which belong to the person who has signed out.
pub const CLEAR_SITE_DATA: &str = r#""cache", "storage""#;

/// Adds [`CLEAR_SITE_DATA`] to a response.
pub fn clear_site_data(response: &mut Response) {
    const NAME: HeaderName = HeaderName::from_static("clear-site-data");
    let value = HeaderValue::from_static(CLEAR_SITE_DATA);
    response.headers_mut().insert(NAME, value);
}

/// Whole seconds for `Retry-After`, rounded up: a retry after that time is accepted.
pub fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
