//! The changes that a transaction reports to the caches and subscriptions after its commit.

use crate::entities::{ConversationId, UserId};

/// A visible change that a transaction made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The revision of a conversation was bumped.
    Conversation(ConversationId),
    /// The open thread of a person shows something new, so their pages are nudged.
    Thread(UserId),
    /// The inbox revision of a person was bumped: a row of the inbox or the number of unread messages changed.
    Inbox(UserId),
    /// An owner replied for the first time in a conversation.
    FirstReply(UserId),
    /// The available listings, or the content of one, changed.
    Listings,
    /// A person switched their presence on or off for others.
    Presence(UserId),
    /// A session, by the hash of its token: it ended, or its user has another name.
    Session(String),
}
