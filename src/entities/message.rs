//! What people say to each other.

use sea_orm::entity::prelude::*;

use super::{ConversationId, MessageId, Timestamp, UserId};

/// A line in a conversation. Its id gives its place: both sides see the same order.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Grows with each message.
    #[sea_orm(primary_key)]
    pub id: MessageId,
    /// The thread it belongs to.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub sender_id: UserId,
    /// The sender's own name for it: sent twice, it is still one message.
    pub client_id: Option<String>,
    /// 1 to 4,000 characters.
    pub text: String,
    /// The conversation's revision that brought it.
    pub created_revision: i64,
    /// The conversation's revision that last changed it.
    pub revision: i64,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The thread it belongs to.
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    /// Who wrote it.
    #[sea_orm(belongs_to, from = "sender_id", to = "id")]
    pub sender: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
