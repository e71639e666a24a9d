//! The input of message changes: a new text, or a reaction.

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use crate::conversations::send::input::MAX_LENGTH;
use crate::entities::message::Reaction;
use crate::error::{AppError, Result};
use crate::text;

/// The form field of an edited message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditInput {
    /// 1 to 4,000 characters after trimming.
    pub text: String,
}

impl EditInput {
    /// # Errors
    /// [`AppError::Invalid`] when the text is empty or too long.
    pub fn parse(&self) -> Result<String> {
        text::required_text(&self.text, MAX_LENGTH).map_err(|reason| AppError::field("text", reason))
    }
}

/// The form field of a reaction.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReactionInput {
    /// The value of [`Reaction::as_str`]; empty to remove the reaction.
    pub reaction: String,
}

impl ReactionInput {
    /// Returns None to remove the reaction.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when no reaction has this value.
    pub fn parse(&self) -> Result<Option<Reaction>> {
        if self.reaction.is_empty() {
            return Ok(None);
        }
        let reaction = Reaction::parse(&self.reaction);
        reaction
            .map(Some)
            .ok_or_else(|| AppError::field("reaction", LocalizedMessage::new(Translator::reaction_wrong)))
    }
}
