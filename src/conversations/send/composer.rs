//! A message that is being written: what the composer holds, and why it was not taken.

use super::input::MessageDraft;
use crate::accounts::sessions::Token;
use crate::entities::message;
use crate::error::AppError;
use crate::http::response::form_error::FormError;

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
    pub fn again(draft: MessageDraft, quoted: Option<message::Model>, error: &FormError) -> Result<Self, AppError> {
        // What came too often goes on under its name; what was wrong becomes another message.
        let client_id = if error.wait.is_some() {
            draft.client_id
        } else {
            new_client_id()?
        };
        Ok(Self {
            client_id,
            quoted,
            text: draft.text,
            error: Some(error.message.clone()),
        })
    }
}

fn new_client_id() -> Result<String, AppError> {
    Ok(Token::random()?.0)
}
