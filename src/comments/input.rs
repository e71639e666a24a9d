//! What was typed into the comment form.

use serde::Deserialize;

/// A comment that is being written, and why it was not taken.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CommentInput {
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    #[serde(skip)]
    pub error: Option<String>,
}
