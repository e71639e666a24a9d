//! Writes: marking messages as read.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::read_receipts;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::update_participant;
use crate::conversations::revisions::bump_inbox_revision;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::{MessagePageDetails, first_unread};
use crate::db::Tx;
use crate::entities::{ConversationId, MessageId, message, participant};
use crate::error::{AppError, Result};

/// Marks messages that were shown to the viewer as read. Writes only if one of them is unread.
///
/// A page that does not include the newest message counts only if no unread message precedes it: that one was not
/// shown. The newest messages count in any case, because their page links to those before.
///
/// An error, such as a full disk, is logged and not returned: the viewer can still read, and the messages stay unread.
pub async fn mark_visible_as_read(
    context: Context<'_>,
    viewer: &Viewer,
    thread: &Thread,
    messages: &MessagePageDetails,
) {
    if messages.has_newest {
        mark_up_to_last(context, viewer, thread, messages).await;
    } else {
        mark_returned_as_read(context, viewer, thread, messages).await;
    }
}

/// Marks messages that were returned to a program as read, unless an unread message precedes them: the program has not
/// received that one. Errors as in [`mark_visible_as_read`].
pub async fn mark_returned_as_read(
    context: Context<'_>,
    viewer: &Viewer,
    thread: &Thread,
    messages: &MessagePageDetails,
) {
    let Some(first) = messages.rows.first() else {
        return;
    };
    match first_unread(context.db, thread, messages).await {
        Ok(unread) if unread.is_some_and(|unread| unread < first.id) => {}
        Ok(_) => mark_up_to_last(context, viewer, thread, messages).await,
        Err(error) => log_unmarked(&error),
    }
}

async fn mark_up_to_last(context: Context<'_>, viewer: &Viewer, thread: &Thread, messages: &MessagePageDetails) {
    let Some(last) = messages.rows.last() else {
        return;
    };
    if thread.unread == 0 || last.id <= thread.read_by_viewer {
        return;
    }
    if let Err(error) = mark_read(context, viewer, thread.id, last.id).await {
        log_unmarked(&error);
    }
}

fn log_unmarked(error: &AppError) {
    tracing::warn!(%error, "Messages could not be marked as read.");
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
            read_receipts::record(&tx, &row, up_to, now).await?;
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
