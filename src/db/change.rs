//! What a transaction reports after its commit.

use crate::entities::{ConversationId, UserId};

/// A visible change that a transaction made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something in a conversation; its revision has grown.
    Conversation(ConversationId),
    /// What an open conversation shows to a person: theirs to be nudged about.
    Thread(UserId),
    /// A row of a person's inbox, or their number of unread messages; their inbox revision has grown.
    Inbox(UserId),
    /// A person's first answer in a conversation.
    Answer(UserId),
    /// Which homes are offered, or what is said of one.
    Listings,
    /// Whether others see when a person is there.
    Presence(UserId),
    /// A device's sign-in, by the hash of its token: it ended, or the person behind it has another name.
    Session(String),
}
