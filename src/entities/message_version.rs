//! What messages said before they were edited.

use sea_orm::entity::prelude::*;

use super::{MessageId, MessageVersionId, Timestamp};

/// One of the texts that a message had.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "earlier_text")]
pub struct Model {
    /// Grows with each edit.
    #[sea_orm(primary_key)]
    pub id: MessageVersionId,
    /// The message.
    pub message_id: MessageId,
    /// What it said.
    pub text: String,
    /// Since when it had said that.
    pub written_at: Timestamp,
    /// The message.
    #[sea_orm(belongs_to, from = "message_id", to = "id")]
    pub message: BelongsTo<super::message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
