//! Input for changes of a message: another text, or a reaction.

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use crate::conversations::send::input::MAX_LENGTH;
use crate::entities::message::Reaction;
use crate::error::{AppError, Result};
use crate::text;

/// The other text of a message, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditInput {
    /// 1 to 4,000 characters after trimming.
    pub text: String,
}

impl EditInput {
    /// The text.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with what is wrong with it.
    pub fn parse(&self) -> Result<String> {
        text::post(&self.text, MAX_LENGTH).map_err(|why| AppError::field("text", why))
    }
}

/// A reaction, as it was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReactionInput {
    /// The word of it; empty for none any more.
    pub reaction: String,
}

impl ReactionInput {
    /// The reaction, if it is to be there.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] when no reaction has this word.
    pub fn parse(&self) -> Result<Option<Reaction>> {
        if self.reaction.is_empty() {
            return Ok(None);
        }
        let known = Reaction::from_word(&self.reaction);
        known
            .map(Some)
            .ok_or_else(|| AppError::field("reaction", LocalizedMessage::new(Translator::reaction_wrong)))
    }
}
