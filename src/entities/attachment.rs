//! The `attachment` table: images and files that participants send each other.

use sea_orm::entity::prelude::*;

use super::{AttachmentId, ConversationId, MessageId, Timestamp, UserId};

/// An image or a file of a conversation. Attachments with the same content share the files stored under their key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// Increases with each attachment, and gives their order.
    #[sea_orm(primary_key)]
    pub id: AttachmentId,
    pub conversation_id: ConversationId,
    pub sender_id: UserId,
    /// `None` until the attachment is sent; only its sender sees it until then.
    pub message_id: Option<MessageId>,
    /// The file name, as the sender's client gave it.
    pub name: String,
    /// The `Content-Type` it is served with.
    pub content_type: String,
    /// In bytes; for an image those of its largest rendition.
    pub size: i64,
    /// The content key.
    pub key: String,
    /// The width of the largest rendition in pixels; `None` for a file that is not an image.
    pub width: Option<i64>,
    /// The height of the same rendition.
    pub height: Option<i64>,
    pub created_at: Timestamp,
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    #[sea_orm(belongs_to, from = "message_id", to = "id")]
    pub message: BelongsTo<Option<super::message::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
