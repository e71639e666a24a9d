//! A message that is being written: what the composer holds, and why it was not taken.

use std::borrow::Cow;
use std::time::Duration;

use poem::http::StatusCode;
use words::Words;

use super::draft::MessageDraft;
use crate::accounts::sessions::Token;
use crate::error::{AppError, FieldErrors};
use crate::http::errors::too_many;

/// What was typed into a composer, and why it was not taken.
#[derive(Clone, Debug, Default)]
pub struct Composing {
    /// The name this form's message will have.
    pub client_id: String,
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How long to wait, if it came too often.
    pub wait: Option<Duration>,
}

impl Composing {
    /// An empty composer, whose message will have a new name.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system has no randomness to give.
    pub fn begin() -> Result<Self, AppError> {
        Ok(Self {
            client_id: new_client_id()?,
            ..Self::default()
        })
    }

    /// A composer with what was typed before and not sent.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system has no randomness to give.
    pub fn go_on(draft: &str) -> Result<Self, AppError> {
        Ok(Self {
            text: draft.to_owned(),
            ..Self::begin()?
        })
    }

    /// The composer again with what was typed, if that is what was wrong.
    ///
    /// # Errors
    /// Any other error, as it came.
    pub fn again(draft: MessageDraft, error: AppError, say: Words) -> Result<(StatusCode, Self), AppError> {
        let mut wait = None;
        let (status, why, client_id) = match error {
            AppError::Invalid(problems) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                first(&problems, say),
                new_client_id()?,
            ),
            AppError::Conflict(why) => (StatusCode::CONFLICT, why.say(say), new_client_id()?),
            AppError::TooMany(long) => {
                wait = Some(long);
                (StatusCode::TOO_MANY_REQUESTS, too_many(say, long), draft.client_id)
            }
            other => return Err(other),
        };
        let composing = Self {
            client_id,
            text: draft.text,
            error: Some(why.into_owned()),
            wait,
        };
        Ok((status, composing))
    }
}

fn first(problems: &FieldErrors, say: Words) -> Cow<'static, str> {
    problems
        .iter()
        .next()
        .map_or_else(Cow::default, |(_, message)| message.say(say))
}

fn new_client_id() -> Result<String, AppError> {
    Ok(Token::random()?.0)
}
