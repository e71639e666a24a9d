//! Typed input of the comment form.

use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CommentInput {
    pub text: String,
    /// Set after validation, to show the form again; never read from a request.
    #[serde(skip)]
    pub error: Option<String>,
}
