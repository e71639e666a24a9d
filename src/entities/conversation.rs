//! The threads between renters and owners.

use sea_orm::entity::prelude::*;

use super::{ConversationId, ListingId, MessageId, Timestamp, UserId};

/// The one thread between one renter and the owner of one listing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    /// Grows with each conversation.
    #[sea_orm(primary_key)]
    pub id: ConversationId,
    /// The home it is about.
    pub listing_id: ListingId,
    /// Who asked.
    pub renter_id: UserId,
    /// Who answers: the owner of the listing.
    pub owner_id: UserId,
    /// Grows by one with every visible change; each changed row carries the revision it changed at.
    pub revision: i64,
    /// The newest message, if there is one; with the three below, what an inbox row shows.
    pub last_message_id: Option<MessageId>,
    /// Who sent it.
    pub last_message_sender_id: Option<UserId>,
    /// The beginning of it; nothing once it has been unsent.
    pub last_message_text: Option<String>,
    /// When it was sent.
    pub last_message_at: Option<Timestamp>,
    /// When the renter sent their first message.
    pub asked_at: Option<Timestamp>,
    /// When the owner first answered it.
    pub answered_at: Option<Timestamp>,
    /// When the renter first pressed Contact Owner.
    pub created_at: Timestamp,
    /// When anything last changed.
    pub updated_at: Timestamp,
    /// The home it is about.
    #[sea_orm(belongs_to, from = "listing_id", to = "id")]
    pub listing: BelongsTo<super::listing::Entity>,
    /// Both people's places in it.
    #[sea_orm(has_many)]
    pub participants: HasMany<super::participant::Entity>,
    /// What was said.
    #[sea_orm(has_many)]
    pub messages: HasMany<super::message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
