//! The `participant` table: two rows for each conversation, of the renter and of the owner.

use sea_orm::entity::prelude::*;

use super::{ConversationId, MessageId, Timestamp, UserId};

/// The state of one person in a conversation: what they have read, their draft, and the row of their inbox.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: ConversationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The number of unread messages of the other participant.
    pub unread: i64,
    /// The newest message that this person has read; 0 before the first.
    pub read_message_id: MessageId,
    /// The read receipt: the newest message of the other participant that they know this person has read; 0 before the
    /// first.
    pub receipt_message_id: MessageId,
    /// When this person read it; `None` if that is not known.
    pub receipt_at: Option<Timestamp>,
    /// The revision of the conversation that last changed the read receipt, or the next one, with which it will change.
    pub receipt_revision: i64,
    /// When the conversation last moved to the top of this person's inbox.
    pub activity_at: Timestamp,
    /// The inbox revision at which it moved there.
    pub activity_revision: i64,
    /// The inbox revision of the last visible change of the inbox row.
    pub revision: i64,
    /// The saved text that this person has not sent yet.
    pub draft: String,
    #[sea_orm(belongs_to, from = "conversation_id", to = "id")]
    pub conversation: BelongsTo<super::conversation::Entity>,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
