//! One file a table, and the value types their columns are made of.
//!
//! Relations point both ways, so the tables share a room. Facts about one row may be methods here; anything that
//! asks the database or the clock is a use case and lives with its feature.

use sea_orm::prelude::*;

pub mod attachment;
pub mod comment;
pub mod conversation;
pub mod listing;
pub mod message;
pub mod message_version;
pub mod participant;
pub mod photo;
pub mod session;
pub mod user;

/// Microseconds since 1970-01-01 00:00 UTC: times as integers sort, compare and index the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// One second, in microseconds.
    pub const SECOND: i64 = 1_000_000;
    /// One day of 86,400 seconds, in microseconds.
    pub const DAY: i64 = 86_400 * Self::SECOND;

    /// The time this many microseconds earlier.
    pub fn minus(self, microseconds: i64) -> Self {
        Self(self.0.saturating_sub(microseconds))
    }

    /// The time this many microseconds later.
    pub fn plus(self, microseconds: i64) -> Self {
        Self(self.0.saturating_add(microseconds))
    }
}

/// Defines the typed id of a table, so that a listing's id cannot be passed where a person's is meant.
macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

typed_id! {
    /// Of a person with an account.
    UserId,
    /// Of a device a person is signed in on.
    SessionId,
    /// Of a home an owner offers.
    ListingId,
    /// Of a photo of a home.
    PhotoId,
    /// Of a public comment under a listing.
    CommentId,
    /// Of the one thread between a renter and the owner of a listing.
    ConversationId,
    /// Of a message; ids grow in the order both sides see.
    MessageId,
    /// Of a picture or a file in a conversation.
    AttachmentId,
    /// Of a text that a message had before it was edited.
    MessageVersionId,
}
