//! What writes share, and reading a thread, which notes what was read. Beginning one, sending a message and changing one
//! have files of their own.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::read_receipts;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::revisions::bump_inbox_revision;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::MessagePageDetails;
use crate::db::Tx;
use crate::entities::{ConversationId, MessageId, message, participant};
use crate::error::{AppError, Result};

/// Notes that the viewer has been shown these messages; asks the database to write only if some are new to them.
/// A part from the middle is read if it follows what was read before: what lies between has not been seen.
///
/// Reading goes on when nothing can be written (a full disk): the messages then stay unread for now.
pub async fn mark_visible_as_read(
    context: Context<'_>,
    viewer: &Viewer,
    thread: &Thread,
    messages: &MessagePageDetails,
) {
    let Some(last) = messages.rows.last() else {
        return;
    };
    let follows = messages.previous.as_ref().is_none_or(|row| row.id <= thread.read_by_me);
    if thread.unread == 0 || last.id <= thread.read_by_me || !(messages.has_newest || follows) {
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
            read_receipts::record(&tx, id, viewer, up_to, now).await?;
            let still_unread = message::Entity::find()
                .filter(message::Column::ConversationId.eq(id))
                .filter(message::Column::Id.gt(up_to))
                .filter(message::Column::SenderId.ne(viewer))
                .count(tx.conn())
                .await?;
            let change = participant::ActiveModel {
                unread: Set(i64::try_from(still_unread).unwrap_or(i64::MAX)),
                read_message_id: Set(up_to),
                revision: Set(bump_inbox_revision(&tx, viewer).await?),
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
