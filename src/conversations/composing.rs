//! A message that is being written: what the composer holds, and why it was not taken.

use std::borrow::Cow;
use std::time::Duration;

use poem::error::ResponseError as _;
use poem::http::StatusCode;
use words::Words;

use super::draft::MessageDraft;
use crate::accounts::sessions::Token;
use crate::entities::message;
use crate::error::{AppError, FieldErrors};
use crate::http::errors::too_many;

/// What was typed into a composer, and why it was not taken.
#[derive(Clone, Debug, Default)]
pub struct Composing {
    /// The name this form's message will have.
    pub client_id: String,
    /// The message that is being answered.
    pub quoted: Option<message::Model>,
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
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

    /// The composer again with what was typed.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system has no randomness to give.
    pub fn again(draft: MessageDraft, quoted: Option<message::Model>, refusal: &Refusal) -> Result<Self, AppError> {
        // What came too often goes on under its name; what was wrong becomes another message.
        let client_id = if refusal.wait.is_some() {
            draft.client_id
        } else {
            new_client_id()?
        };
        Ok(Self {
            client_id,
            quoted,
            text: draft.text,
            error: Some(refusal.why.clone()),
        })
    }
}

/// Why what somebody typed was not taken.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What it counts as.
    pub status: StatusCode,
    /// A sentence for whoever typed it.
    pub why: String,
    /// How long to wait, if it came too often.
    pub wait: Option<Duration>,
}

impl Refusal {
    /// What to say beside the form, if it is about what was typed.
    ///
    /// # Errors
    /// Any other error, as it came.
    pub fn of(error: AppError, say: Words) -> Result<Self, AppError> {
        let status = error.status();
        let (why, wait) = match error {
            AppError::Invalid(problems) => (first(&problems, say), None),
            AppError::Conflict(why) | AppError::Refused(why) => (why.say(say), None),
            AppError::TooMany(wait) => (too_many(say, wait), Some(wait)),
            other => return Err(other),
        };
        let why = why.into_owned();
        Ok(Self { status, why, wait })
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
