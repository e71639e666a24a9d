//! Why the input of a form was not accepted, for the response that shows the form again.

use std::borrow::Cow;
use std::time::Duration;

use i18n::Translator;
use poem::error::ResponseError as _;
use poem::http::StatusCode;

use super::status::too_many;
use crate::error::{AppError, FieldErrors};

/// Why what somebody typed was not taken.
#[derive(Clone, Debug)]
pub struct FormError {
    /// What it counts as.
    pub status: StatusCode,
    /// A sentence for whoever typed it.
    pub message: String,
    /// How long to wait, if it came too often.
    pub wait: Option<Duration>,
}

impl FormError {
    /// What to say beside the form, if it is about what was typed.
    ///
    /// # Errors
    /// Any other error, as it came.
    pub fn from_error(error: AppError, t: Translator) -> Result<Self, AppError> {
        let status = error.status();
        let (message, wait) = match error {
            AppError::Invalid(problems) => (first(&problems, t), None),
            AppError::Conflict(why) | AppError::Refused(why) => (why.translate(t), None),
            AppError::TooMany(wait) => (too_many(t, wait), Some(wait)),
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
