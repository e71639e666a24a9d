//! The status of an error.

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
            Self::Refused(_) | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoRoom(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What somebody reads who has done something too often, with the time when it will work again.
pub fn too_many(t: Translator, wait: Duration) -> Cow<'static, str> {
    t.too_many(match whole_seconds(wait) {
        seconds @ ..120 => t.wait_seconds(seconds),
        seconds @ ..7_200 => t.wait_minutes(seconds.div_ceil(60)),
        seconds => t.wait_hours(seconds.div_ceil(3_600)),
    })
}

pub fn status_of(error: &Error) -> StatusCode {
    // A path that cannot be a page's, such as an id beyond any number, is a page that is not there.
    if error.is::<ParsePathError>() || error.is::<poem_openapi::error::ParsePathError>() {
        return StatusCode::NOT_FOUND;
    }
    // Whoever asks for a socket where none can be, such as over HTTP/1.0, is the one who is mistaken.
    if error.is::<WebSocketError>() {
        return StatusCode::BAD_REQUEST;
    }
    // A query parameter that is missing or has a wrong type is a field of the request that is not valid.
    if error.is::<poem_openapi::error::ParseParamError>() {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    error.status()
}
