//! What writes share, and reading a thread, which notes what was read. Beginning one, sending a message and changing one
//! have files of their own.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::messages::Messages;
use super::queries::Thread;
use super::receipts;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::Tx;
use crate::entities::{ConversationId, MessageId, UserId, conversation, message, participant};
use crate::error::{AppError, Result};
use crate::live::raise_inbox;

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

/// Notes that the viewer has been shown these messages; asks the database to write only if some are new to them.
/// A part from the middle is read if it follows what was read before: what lies between has not been seen.
///
/// Reading goes on when nothing can be written (a full disk): the messages then stay unread for now.
pub async fn note_read(context: Context<'_>, viewer: &Viewer, thread: &Thread, messages: &Messages) {
    let Some(last) = messages.rows.last() else {
        return;
    };
    let follows = messages.previous.as_ref().is_none_or(|row| row.id <= thread.read_by_me);
    if thread.unread == 0 || last.id <= thread.read_by_me || !(messages.end || follows) {
        return;
    }
    if let Err(error) = mark_read(context, viewer, thread.id, last.id).await {
        tracing::warn!(%error, "What somebody has read was not written down.");
    }
}

/// Notes that the viewer has read a conversation up to a message. Reading backwards changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] for strangers.
pub async fn mark_read(context: Context<'_>, viewer: &Viewer, id: ConversationId, up_to: MessageId) -> Result<()> {
    let (viewer, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let place = participant::Entity::find_by_id((id, viewer))
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            if place.unread == 0 || place.read_message_id >= up_to {
                return Ok(());
            }
            receipts::give(&tx, id, viewer, up_to, now).await?;
            let still_unread = message::Entity::find()
                .filter(message::Column::ConversationId.eq(id))
                .filter(message::Column::Id.gt(up_to))
                .filter(message::Column::SenderId.ne(viewer))
                .count(tx.conn())
                .await?;
            let change = participant::ActiveModel {
                unread: Set(i64::try_from(still_unread).unwrap_or(i64::MAX)),
                read_message_id: Set(up_to),
                revision: Set(raise_inbox(&tx, viewer).await?),
                ..Default::default()
            };
            participant::Entity::update_many()
                .set(change)
                .filter(participant::Column::ConversationId.eq(id))
                .filter(participant::Column::UserId.eq(viewer))
                .exec(tx.conn())
                .await?;
            Ok(())
        })
        .await
}
