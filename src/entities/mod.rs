//! The database entities, one file for each table, and the value types of their columns.
//!
//! Relations point both ways, so all tables are in one module. Methods here are facts about one row. A use case that
//! needs the database or the clock is in the module of its feature.

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

/// Microseconds since 1970-01-01 00:00 UTC. Integers sort, compare and index the same in every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// In microseconds.
    pub const SECOND: i64 = 1_000_000;
    /// 86,400 seconds, in microseconds.
    pub const DAY: i64 = 86_400 * Self::SECOND;

    pub fn minus(self, microseconds: i64) -> Self {
        Self(self.0.saturating_sub(microseconds))
    }

    pub fn plus(self, microseconds: i64) -> Self {
        Self(self.0.saturating_add(microseconds))
    }
}

/// Defines the id types, so that the compiler rejects the id of another table.
macro_rules! typed_id {
    ($($name:ident),+ $(,)?) => {$(
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
    UserId,
    SessionId,
    ListingId,
    PhotoId,
    CommentId,
    ConversationId,
    MessageId,
    AttachmentId,
    MessageVersionId,
}
