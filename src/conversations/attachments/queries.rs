//! Reads of attachments, through the viewer: to strangers there is none.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Viewer;
use crate::db::Db;
use crate::entities::{AttachmentId, ConversationId, MessageId, attachment, conversation};
use crate::error::{AppError, Result};

/// A picture or a file that the viewer may see: of their conversations what was sent, and what they brought themselves.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else.
pub async fn attachment(db: &Db, viewer: &Viewer, id: AttachmentId) -> Result<attachment::Model> {
    let found = attachment::Entity::find_by_id(id)
        .find_also_related(conversation::Entity)
        .one(db.read())
        .await?;
    let Some((row, Some(conversation))) = found else {
        return Err(AppError::NotFound);
    };
    let theirs = conversation.renter_id == viewer.id || conversation.owner_id == viewer.id;
    let shown = row.message_id.is_some() || row.sender_id == viewer.id;
    if theirs && shown {
        Ok(row)
    } else {
        Err(AppError::NotFound)
    }
}

/// The attachments of messages, in the order of their ids.
pub async fn for_messages(db: &Db, messages: Vec<MessageId>) -> Result<Vec<attachment::Model>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    Ok(attachment::Entity::find()
        .filter(attachment::Column::MessageId.is_in(messages))
        .order_by_asc(attachment::Column::Id)
        .all(db.read())
        .await?)
}

/// Everything that was sent in a conversation, the newest first.
pub async fn of_conversation(db: &Db, conversation: ConversationId) -> Result<Vec<attachment::Model>> {
    Ok(attachment::Entity::find()
        .filter(attachment::Column::ConversationId.eq(conversation))
        .filter(attachment::Column::MessageId.is_not_null())
        .order_by_desc(attachment::Column::Id)
        .all(db.read())
        .await?)
}

/// What somebody has brought for a conversation and not sent, of what a form says.
pub async fn pending(
    db: &Db,
    viewer: &Viewer,
    conversation: ConversationId,
    ids: Vec<AttachmentId>,
) -> Result<Vec<attachment::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(attachment::Entity::find()
        .filter(attachment::Column::Id.is_in(ids))
        .filter(attachment::Column::ConversationId.eq(conversation))
        .filter(attachment::Column::SenderId.eq(viewer.id))
        .filter(attachment::Column::MessageId.is_null())
        .order_by_asc(attachment::Column::Id)
        .all(db.read())
        .await?)
}

/// Which of these keys are those of attachments.
pub async fn referenced_keys(db: &Db, keys: Vec<String>) -> Result<HashSet<String>> {
    let wanted: Vec<String> = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Key)
        .filter(attachment::Column::Key.is_in(keys))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(wanted.into_iter().collect())
}
