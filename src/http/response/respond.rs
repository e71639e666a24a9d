//! The few shapes a page handler's answer has.

use std::fmt::Display;
use std::time::Duration;

use maud::Markup;
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};

/// Sends a browser elsewhere after a form: 303, so that it asks with GET.
pub fn see_other(to: impl Display) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, to.to_string())
        .finish()
}

/// A form again, because of what was typed: 422.
pub fn unprocessable(form: Markup) -> Response {
    rejected(form, StatusCode::UNPROCESSABLE_ENTITY, None)
}

/// A form or page again, because it cannot be taken like this; with the wait, if it can be taken later.
pub fn rejected(again: Markup, status: StatusCode, wait: Option<Duration>) -> Response {
    let mut response = again.with_status(status).into_response();
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, whole_seconds(wait).into());
    }
    response
}

/// Whole seconds, rounded up: who waits that long is let in.
pub fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
