//! Each side's place in a conversation.

use sea_orm::entity::prelude::*;

use super::{ConversationId, MessageId, Timestamp, UserId};

/// One person's side of one conversation: what they have read, and where it stands in their inbox.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    /// The conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: ConversationId,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// How many messages of the other side this person has not read.
    pub unread: i64,
    /// The newest message this person has read; 0 before the first.
    pub read_message_id: MessageId,
    /// The newest message of the other side that this person has let them know to have read; 0 before the first.
    pub receipt_message_id: MessageId,
    /// When this person read it, if that is known.
    pub receipt_at: Option<Timestamp>,
    /// The conversation's revision that last changed what the other side sees of this.
    pub receipt_revision: i64,
    /// When it last moved to the top of this person's inbox.
    pub activity_at: Timestamp,
    /// The inbox revision at which it did.
    pub activity_revision: i64,
    /// The inbox revision of this row's last visible change.
    pub revision: i64,
    /// What this person has typed and not sent yet.
    pub draft: String,
    /// The conversation.
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    /// The person.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
