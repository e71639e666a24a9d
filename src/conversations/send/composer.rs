//! The state of the composer, the form that sends a message: its text, its idempotency key, and the error of rejected
//! input.

use super::input::MessageInput;
use crate::encoding::random_hex;
use crate::entities::message;
use crate::error::AppError;

#[derive(Clone, Debug, Default)]
pub struct ComposerState {
    /// The idempotency key of the next message.
    pub client_id: String,
    /// The message to which the viewer is replying.
    pub quoted: Option<message::Model>,
    pub text: String,
    /// The translated reason why the input was rejected.
    pub error: Option<String>,
}

impl ComposerState {
    /// An empty composer with a new idempotency key.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system returns no random bytes.
    pub fn new() -> Result<Self, AppError> {
        Ok(Self {
            client_id: random_hex()?,
            ..Self::default()
        })
    }

    /// A composer with the saved draft and a new idempotency key.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system returns no random bytes.
    pub fn from_draft(draft: &str) -> Result<Self, AppError> {
        Ok(Self {
            text: draft.to_owned(),
            ..Self::new()?
        })
    }

    /// The composer with rejected input and the reason. A message that is only over the rate limit keeps its
    /// idempotency key, so that sending it again is a retry; a corrected one is another message.
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
