//! The few shapes a page handler's answer has.

use std::time::Duration;

use maud::Markup;
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};

/// Sends a browser elsewhere after a form: 303, so that it asks with GET.
pub fn see_other(to: impl AsRef<str>) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, to.as_ref())
        .finish()
}

/// A form again, because of what was typed: 422.
pub fn unprocessable(form: Markup) -> Response {
    form.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

/// A form again, because it came too often: 429 with the wait.
pub fn slow_down(form: Markup, wait: Duration) -> Response {
    let mut response = form.with_status(StatusCode::TOO_MANY_REQUESTS).into_response();
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, whole_seconds(wait).into());
    response
}

/// Whole seconds, rounded up: who waits that long is let in.
pub fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
