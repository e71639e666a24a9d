//! A message that is being written: what the composer holds, and why it was not taken.

use super::input::MessageInput;
use crate::encoding::random_hex;
use crate::entities::message;
use crate::error::AppError;

/// What was typed into a composer, and why it was not taken.
#[derive(Clone, Debug, Default)]
pub struct ComposerState {
    /// The name this form's message will have.
    pub client_id: String,
    /// The message that is being answered.
    pub quoted: Option<message::Model>,
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl ComposerState {
    /// An empty composer, whose message will have a new name.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system has no randomness to give.
    pub fn new() -> Result<Self, AppError> {
        Ok(Self {
            client_id: random_hex()?,
            ..Self::default()
        })
    }

    /// A composer with what was typed before and not sent.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system has no randomness to give.
    pub fn from_draft(draft: &str) -> Result<Self, AppError> {
        Ok(Self {
            text: draft.to_owned(),
            ..Self::new()?
        })
    }

    /// The composer with rejected input and the reason. A message that is only over the rate limit keeps its idempotency
    /// key, so that sending it again is a retry; a corrected one is another message.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system returns no random bytes.
    pub fn rejected(
        input: MessageInput,
        quoted: Option<message::Model>,
        error: String,
        is_retry: bool,
    ) -> Result<Self, AppError> {
        let client_id = if is_retry { input.client_id } else { random_hex()? };
        Ok(Self {
            client_id,
            quoted,
            text: input.text,
            error: Some(error),
        })
    }
}
