//! The keyset cursor of the inbox.

use crate::entities::{ConversationId, Timestamp};

/// Where a page of the inbox begins: after this activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxCursor(pub Timestamp, pub ConversationId);

impl InboxCursor {
    /// The key that a link carries, if it is one.
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
