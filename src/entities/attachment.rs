//! Pictures and files that people send each other.

use sea_orm::entity::prelude::*;

use super::{AttachmentId, ConversationId, MessageId, Timestamp, UserId};

/// A picture or a file of a conversation. What is in it is kept under its key; another one with the same content shares
/// that.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// Grows with each one, and gives their order.
    #[sea_orm(primary_key)]
    pub id: AttachmentId,
    /// Whose two people may see it.
    pub conversation_id: ConversationId,
    /// Who brought it.
    pub sender_id: UserId,
    /// The message it went out with; none while only its sender may see it.
    pub message_id: Option<MessageId>,
    /// What its sender calls it.
    pub name: String,
    /// What it is served as.
    pub content_type: String,
    /// Its bytes; of a picture those of its largest rendition.
    pub size: i64,
    /// Names its content, and so its files.
    pub key: String,
    /// How wide it is at its largest, in pixels, if it is a picture.
    pub width: Option<i64>,
    /// How high it is then.
    pub height: Option<i64>,
    /// When it came.
    pub created_at: Timestamp,
    /// Whose two people may see it.
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    /// The message it went out with.
    #[sea_orm(belongs_to, from = "message_id", to = "id")]
    pub message: BelongsTo<Option<super::message::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
