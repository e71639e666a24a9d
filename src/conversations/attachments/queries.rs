//! Reads of attachments. [`attachment()`] and [`pending`] take the viewer; callers of the others have checked access.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Viewer;
use crate::db::Db;
use crate::entities::{AttachmentId, ConversationId, MessageId, attachment, conversation};
use crate::error::{AppError, Result};

/// Reads an attachment that was sent in a conversation of the viewer, or that the viewer uploaded.
///
/// # Errors
/// [`AppError::NotFound`] also when the viewer may not see it.
pub async fn attachment(db: &Db, viewer: &Viewer, id: AttachmentId) -> Result<attachment::Model> {
    let found = attachment::Entity::find_by_id(id)
        .find_also_related(conversation::Entity)
        .one(db.read())
        .await?;
    let Some((row, Some(conversation))) = found else {
        return Err(AppError::NotFound);
    };
    let is_participant = conversation.renter_id == viewer.id || conversation.owner_id == viewer.id;
    let is_visible = row.message_id.is_some() || row.sender_id == viewer.id;
    if is_participant && is_visible {
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

/// The sent attachments of a conversation, the newest first.
pub async fn for_conversation(db: &Db, conversation: ConversationId) -> Result<Vec<attachment::Model>> {
    Ok(attachment::Entity::find()
        .filter(attachment::Column::ConversationId.eq(conversation))
        .filter(attachment::Column::MessageId.is_not_null())
        .order_by_desc(attachment::Column::Id)
        .all(db.read())
        .await?)
}

/// The viewer's uploads for a conversation that have not been sent, among `ids` of a form.
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

/// The keys that attachments refer to, among `keys`: for the reference check of storage.
pub async fn referenced_keys(db: &Db, keys: Vec<String>) -> Result<HashSet<String>> {
    let referenced: Vec<String> = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Key)
        .filter(attachment::Column::Key.is_in(keys))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(referenced.into_iter().collect())
}
