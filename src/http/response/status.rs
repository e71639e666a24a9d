//! The HTTP status of each error.

use std::borrow::Cow;
use std::time::Duration;

use i18n::Translator;
use poem::Error;
use poem::error::{ParsePathError, ResponseError, WebSocketError};
use poem::http::StatusCode;

use super::respond::whole_seconds;
use crate::error::AppError;

impl ResponseError for AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInRequired | Self::WrongCredentials => StatusCode::UNAUTHORIZED,
            Self::Rejected(_) | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::StorageFull(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The time until the retry of a request that the server was too busy for.
pub const RETRY_UNAVAILABLE: Duration = Duration::from_secs(5);

/// The message over a rate limit, with the time until a retry.
pub fn too_many(t: Translator, wait: Duration) -> Cow<'static, str> {
    t.too_many(wait_text(t, wait))
}

/// The time until a retry, in seconds, minutes or hours.
pub fn wait_text(t: Translator, wait: Duration) -> Cow<'static, str> {
    match whole_seconds(wait) {
        seconds @ ..120 => t.wait_seconds(seconds),
        seconds @ ..7_200 => t.wait_minutes(seconds.div_ceil(60)),
        seconds => t.wait_hours(seconds.div_ceil(3_600)),
    }
}

pub fn status_of(error: &Error) -> StatusCode {
    // A path parameter that does not parse, such as an id out of range, means that the page does not exist.
    if error.is::<ParsePathError>() || error.is::<poem_openapi::error::ParsePathError>() {
        return StatusCode::NOT_FOUND;
    }
    // A WebSocket handshake that cannot succeed, for example over HTTP/1.0, is an error of the client.
    if error.is::<WebSocketError>() {
        return StatusCode::BAD_REQUEST;
    }
    // A query parameter that is missing or has a wrong type is a field of the request that is not valid.
    if error.is::<poem_openapi::error::ParseParamError>() {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    error.status()
}
