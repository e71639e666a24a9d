//! Parts that all use cases share: the conversation's row inside a transaction, the joins to both participants, and
//! [`Outcome`].

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, RelationDef, UpdateMany};

use crate::db::Tx;
use crate::entities::{ConversationId, UserId, conversation, participant, user};
use crate::error::{AppError, Result};

/// The result of an action that is safe to repeat: the row, and whether this call created it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    Created(T),
    /// An earlier call created it. This call changed nothing.
    Existing(T),
}

impl<T> Outcome<T> {
    pub fn into_inner(self) -> T {
        match self {
            Self::Created(value) | Self::Existing(value) => value,
        }
    }
}

/// Reads a conversation inside a transaction.
///
/// # Errors
/// [`AppError::NotFound`] also when the viewer is not a participant.
pub async fn find_conversation(tx: &Tx, viewer: UserId, id: ConversationId) -> Result<conversation::Model> {
    conversation::Entity::find_by_id(id)
        .one(tx.conn())
        .await?
        .filter(|row| row.renter_id == viewer || row.owner_id == viewer)
        .ok_or(AppError::NotFound)
}

/// An update of the row of one participant.
pub fn update_participant(
    conversation: ConversationId,
    user: UserId,
    change: participant::ActiveModel,
) -> UpdateMany<participant::Entity> {
    participant::Entity::update_many()
        .set(change)
        .filter(participant::Column::ConversationId.eq(conversation))
        .filter(participant::Column::UserId.eq(user))
}

/// The alias of the renter's user row in a query.
pub const RENTER: &str = "renter";

/// The alias of the owner's user row in a query.
pub const OWNER: &str = "owner";

/// The join from `column` of a conversation, its renter or its owner, to the user row.
pub fn person(column: conversation::Column) -> RelationDef {
    let person = conversation::Entity::belongs_to(user::Entity);
    person.from(column).to(user::Column::Id).into()
}
