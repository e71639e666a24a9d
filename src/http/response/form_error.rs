//! The error of a form's input, for the response that shows the form again.

use std::borrow::Cow;
use std::time::Duration;

use i18n::Translator;
use poem::error::ResponseError as _;
use poem::http::StatusCode;

use super::status::{RETRY_UNAVAILABLE, too_many};
use crate::error::{AppError, FieldErrors};

#[derive(Clone, Debug)]
pub struct FormError {
    pub status: StatusCode,
    /// The translated message for the viewer.
    pub message: String,
    /// The time until a retry is accepted; None unless a rate limit is exceeded or a queue is full.
    pub wait: Option<Duration>,
}

impl FormError {
    /// Converts invalid input, a conflict, a refusal, a rate limit or a full queue. Of several invalid fields the first
    /// counts.
    ///
    /// # Errors
    /// Returns any other error unchanged.
    pub fn from_error(error: AppError, t: Translator) -> Result<Self, AppError> {
        Self::from_error_or_limit(error, t, |wait| too_many(t, wait))
    }

    /// The same, with a message of its own for a rate limit, made of the time until a retry.
    ///
    /// # Errors
    /// Returns any other error unchanged.
    pub fn from_error_or_limit(
        error: AppError,
        t: Translator,
        over_limit: impl FnOnce(Duration) -> Cow<'static, str>,
    ) -> Result<Self, AppError> {
        let status = error.status();
        let (message, wait) = match error {
            AppError::Invalid(problems) => (first(&problems, t), None),
            AppError::Conflict(reason) | AppError::Rejected(reason) => (reason.translate(t), None),
            AppError::TooMany(wait) => (over_limit(wait), Some(wait)),
            AppError::Busy => (t.error_503(), Some(RETRY_UNAVAILABLE)),
            other => return Err(other),
        };
        let message = message.into_owned();
        Ok(Self { status, message, wait })
    }
}

fn first(problems: &FieldErrors, t: Translator) -> Cow<'static, str> {
    problems
        .iter()
        .next()
        .map_or_else(Cow::default, |(_, message)| message.translate(t))
}
