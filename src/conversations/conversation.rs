//! What every use case of a conversation shares: its row inside a transaction, the joins to its two people, [`Outcome`].

use sea_orm::{EntityTrait, RelationDef};

use crate::db::Tx;
use crate::entities::{ConversationId, UserId, conversation, user};
use crate::error::{AppError, Result};

/// Whether an action made something new or found it already there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It is new.
    Created(T),
    /// It was there before; nothing has changed.
    Existing(T),
}

impl<T> Outcome<T> {
    /// What was made or found.
    pub fn into_inner(self) -> T {
        match self {
            Self::Created(value) | Self::Existing(value) => value,
        }
    }
}

/// A conversation of the viewer's, inside a transaction.
pub async fn conversation_of(tx: &Tx, viewer: UserId, id: ConversationId) -> Result<conversation::Model> {
    conversation::Entity::find_by_id(id)
        .one(tx.conn())
        .await?
        .filter(|row| row.renter_id == viewer || row.owner_id == viewer)
        .ok_or(AppError::NotFound)
}

/// How a query calls the two people of a conversation.
pub const RENTER: &str = "renter";

pub const OWNER: &str = "owner";

/// Leads from a conversation to the row of one of its two people.
pub fn person(column: conversation::Column) -> RelationDef {
    let person = conversation::Entity::belongs_to(user::Entity);
    person.from(column).to(user::Column::Id).into()
}
