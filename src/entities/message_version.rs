//! The `earlier_text` table: the texts of messages before each edit.

use sea_orm::entity::prelude::*;

use super::{MessageId, MessageVersionId, Timestamp};

/// The text of a message before an edit.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "earlier_text")]
pub struct Model {
    /// Increases with each edit.
    #[sea_orm(primary_key)]
    pub id: MessageVersionId,
    pub message_id: MessageId,
    pub text: String,
    /// When the message got this text.
    pub written_at: Timestamp,
    #[sea_orm(belongs_to, from = "message_id", to = "id")]
    pub message: BelongsTo<super::message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
