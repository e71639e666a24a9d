//! What was typed into the composer, and what of it is true.

use serde::Deserialize;
use words::Sentence;

use crate::error::{FieldErrors, Result};
use crate::text;

/// The longest message, in characters.
pub(super) const LONGEST: usize = 4_000;

/// The longest name a client may give its message, in characters.
const LONGEST_CLIENT_ID: usize = 128;

/// The composer as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessageDraft {
    /// 1 to 4,000 characters after trimming.
    pub text: String,
    /// The client's own name for this message, unique a form; empty for none.
    pub client_id: String,
}

/// A message to be sent, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// 1 to 4,000 characters.
    pub text: String,
    /// The client's own name for it.
    pub client_id: Option<String>,
}

impl MessageDraft {
    /// A message to be sent, or everything that is wrong with what was typed.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with every field that is wrong.
    pub fn parse(&self) -> Result<NewMessage> {
        let mut errors = FieldErrors::default();
        let text = errors.take("text", text::post(&self.text, LONGEST));
        let client_id = errors.take("client_id", parse_client_id(&self.client_id));
        match (text, client_id) {
            (Some(text), Some(client_id)) => Ok(NewMessage { text, client_id }),
            _ => Err(errors.into_error()),
        }
    }
}

fn parse_client_id(typed: &str) -> Result<Option<String>, Sentence> {
    let client_id = text::line(typed)?;
    if client_id.chars().count() > LONGEST_CLIENT_ID {
        return Err(Sentence::new(|say| say.client_id_too_long(LONGEST_CLIENT_ID)));
    }
    Ok(Some(client_id.to_owned()).filter(|id| !id.is_empty()))
}
