//! Writes: marking messages as read.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::read_receipts;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::update_participant;
use crate::conversations::revisions::bump_inbox_revision;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::MessagePageDetails;
use crate::db::Tx;
use crate::entities::{ConversationId, MessageId, message, participant};
use crate::error::{AppError, Result};

/// Marks messages that were shown to the viewer as read. Writes only if one of them is unread.
///
/// A page that does not include the newest message counts only if it follows the messages read before. Otherwise
/// unread messages between them were not shown.
///
/// An error, such as a full disk, is logged and not returned: the viewer can still read, and the messages stay unread.
pub async fn mark_visible_as_read(
    context: Context<'_>,
    viewer: &Viewer,
    thread: &Thread,
    messages: &MessagePageDetails,
) {
    let Some(last) = messages.rows.last() else {
        return;
    };
    let follows = messages
        .previous
        .as_ref()
        .is_none_or(|row| row.id <= thread.read_by_viewer);
    if thread.unread == 0 || last.id <= thread.read_by_viewer || !(messages.has_newest || follows) {
        return;
    }
    if let Err(error) = mark_read(context, viewer, thread.id, last.id).await {
        tracing::warn!(%error, "Messages could not be marked as read.");
    }
}

/// Marks a conversation as read up to a message, and bumps the viewer's inbox revision. An older message than before
/// changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer is not a participant.
pub async fn mark_read(context: Context<'_>, viewer: &Viewer, id: ConversationId, up_to: MessageId) -> Result<()> {
    let (viewer, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let row = participant::Entity::find_by_id((id, viewer))
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            if row.unread == 0 || row.read_message_id >= up_to {
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
            update_participant(id, viewer, change).exec(tx.conn()).await?;
            Ok(())
        })
        .await
}
