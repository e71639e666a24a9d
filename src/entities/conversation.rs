//! The `conversation` table: one row for each renter and listing.

use sea_orm::entity::prelude::*;

use super::{ConversationId, ListingId, MessageId, Timestamp, UserId};

/// The one thread between one renter and the owner of one listing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ConversationId,
    pub listing_id: ListingId,
    pub renter_id: UserId,
    /// The owner of the listing.
    pub owner_id: UserId,
    /// Bumped by one with every change that both participants may know of; each changed row stores the revision of its
    /// last change.
    pub revision: i64,
    /// The newest message. With the three columns below, it is a copy for the inbox row; all are `None` before the
    /// first message.
    pub last_message_id: Option<MessageId>,
    pub last_message_sender_id: Option<UserId>,
    /// The beginning of its text; `None` once it is unsent.
    pub last_message_text: Option<String>,
    pub last_message_at: Option<Timestamp>,
    /// The time of the renter's first message.
    pub asked_at: Option<Timestamp>,
    /// The time of the owner's first reply.
    pub answered_at: Option<Timestamp>,
    /// When the renter started it, which may be before the first message.
    pub created_at: Timestamp,
    /// The time of the last change that both participants may know of.
    pub updated_at: Timestamp,
    #[sea_orm(belongs_to, from = "listing_id", to = "id")]
    pub listing: BelongsTo<super::listing::Entity>,
    /// The renter and the owner.
    #[sea_orm(has_many)]
    pub participants: HasMany<super::participant::Entity>,
    #[sea_orm(has_many)]
    pub messages: HasMany<super::message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
