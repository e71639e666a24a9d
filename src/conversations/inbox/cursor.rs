//! Pagination of the inbox: its keyset cursor. In URLs it is `<microseconds>-<conversation id>`.

use crate::entities::{ConversationId, Timestamp};

/// The activity time and the conversation of the last row of a page. The next page starts after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxCursor(pub Timestamp, pub ConversationId);

impl InboxCursor {
    /// Parses the cursor of a URL; None when it is invalid.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        Some(Self(Timestamp(at.parse().ok()?), ConversationId(id.parse().ok()?)))
    }
}

impl std::fmt::Display for InboxCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.0.0, self.1)
    }
}
