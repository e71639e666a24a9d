//! Writes: storing an upload, attaching it to a message, and deleting what was unsent or never sent.

use std::fs::File;
use std::io::{Read as _, Seek as _};

use bytes::Bytes;
use i18n::{LocalizedMessage, Translator};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::file_types;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::{Db, Tx};
use crate::encoding::Hex;
use crate::entities::{AttachmentId, ConversationId, MessageId, Timestamp, attachment, message};
use crate::error::{AppError, Result};
use crate::images;
use crate::storage::{self, NamedFile};

/// Maximum number of attachments of a message.
pub const MAX_PER_MESSAGE: usize = 5;

/// The name in storage, below its key, of a file that is not an image.
const FILE_NAME: &str = "file";

/// The name in storage, below its key, of the complete attachment: the file, or the largest rendition of an image.
pub fn original_file_name(row: &attachment::Model) -> Result<String> {
    match row.width {
        Some(width) => Ok(images::file_name(u32::try_from(width).map_err(AppError::unexpected)?)),
        None => Ok(FILE_NAME.to_owned()),
    }
}

/// The number of files other than images that are in memory at the same time, up to 20 MB each. The others wait on disk.
static FILE_PERMITS: Semaphore = Semaphore::const_new(2);

/// Stores an uploaded image or file for a conversation. Only its sender sees it until it is sent with a message. The
/// caller must check that the viewer is a participant.
///
/// # Errors
/// [`AppError::Rejected`] when the file type is not accepted or the image is invalid, [`AppError::StorageFull`] when the
/// disk is full.
pub async fn store(
    context: Context<'_>,
    viewer: &Viewer,
    conversation: ConversationId,
    name: &str,
    file: File,
) -> Result<attachment::Model> {
    let row = attachment::ActiveModel {
        conversation_id: Set(conversation),
        sender_id: Set(viewer.id),
        created_at: Set(context.now),
        ..Default::default()
    };
    let (file, head) = read_blocking(file, file_types::HEAD_BYTES as u64).await?;
    if file_types::is_image(&head) {
        return insert(context, image_attachment(context, row, name, file).await?).await;
    }
    let _permit = FILE_PERMITS.acquire().await.map_err(AppError::unexpected)?;
    insert(context, file_attachment(row, name, file).await?).await
}

async fn insert(context: Context<'_>, (row, key, files): NewAttachment) -> Result<attachment::Model> {
    let db = context.db.clone();
    let insert = async move { db.write(async move |tx: Tx| Ok(row.insert(tx.conn()).await?)).await };
    context.files.store_then_commit(&key, files, insert).await
}

/// The row to insert, the key of its files, and the files.
type NewAttachment = (attachment::ActiveModel, String, Vec<NamedFile>);

async fn image_attachment(
    context: Context<'_>,
    mut row: attachment::ActiveModel,
    name: &str,
    file: File,
) -> Result<NewAttachment> {
    let image = context.images.process(file).await;
    let image = image.map_err(|error| AppError::Rejected(error.message()))?;
    let size = image.renditions.last().map_or(0, |largest| largest.bytes.len());
    row.name = Set(file_types::IMAGE.name(name));
    row.content_type = Set(file_types::IMAGE.content_type.to_owned());
    row.size = Set(i64::try_from(size).map_err(AppError::unexpected)?);
    row.key = Set(image.key.clone());
    row.width = Set(Some(image.width.into()));
    row.height = Set(Some(image.height.into()));
    let renditions = image.renditions.into_iter();
    let files = renditions.map(|rendition| (images::file_name(rendition.width), rendition.bytes));
    Ok((row, image.key, files.collect()))
}

async fn file_attachment(mut row: attachment::ActiveModel, name: &str, file: File) -> Result<NewAttachment> {
    let (_, bytes) = read_blocking(file, file_types::MAX_BYTES).await?;
    // On a blocking thread: hashing and recognising 20 MB takes as long as many requests.
    let recognised = tokio::task::spawn_blocking(move || {
        let key = Hex::new(Sha256::digest(&bytes)).to_string();
        (file_types::detect(&bytes), key, Bytes::from(bytes))
    });
    let (file_type, key, bytes) = recognised.await.map_err(AppError::unexpected)?;
    let file_type = file_type.map_err(AppError::Rejected)?;
    row.name = Set(file_type.name(name));
    row.content_type = Set(file_type.content_type.to_owned());
    row.size = Set(i64::try_from(bytes.len()).map_err(AppError::unexpected)?);
    row.key = Set(key.clone());
    Ok((row, key, vec![(FILE_NAME.to_owned(), bytes)]))
}

/// Reads up to `length` bytes from the start of a file, on a blocking thread; returns the file as well.
async fn read_blocking(mut file: File, length: u64) -> Result<(File, Vec<u8>)> {
    let read = move || {
        file.rewind()?;
        let mut bytes = Vec::new();
        file.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok((file, bytes))
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(AppError::unexpected)?;
    read.map_err(storage::io_error)
}

/// Attaches uploads to a message, and returns their names in the order of upload.
///
/// # Errors
/// [`AppError::Invalid`] unless all of them are uploads of the sender for this conversation that have not been sent.
pub async fn attach(tx: &Tx, message: &message::Model, ids: &[AttachmentId]) -> Result<Vec<String>> {
    let uploads = attachment::Entity::find()
        .filter(attachment::Column::Id.is_in(ids.iter().copied()))
        .filter(attachment::Column::ConversationId.eq(message.conversation_id))
        .filter(attachment::Column::SenderId.eq(message.sender_id))
        .filter(attachment::Column::MessageId.is_null())
        .order_by_asc(attachment::Column::Id)
        .all(tx.conn())
        .await?;
    if uploads.len() != ids.len() {
        return Err(AppError::field(
            "attachment_ids",
            LocalizedMessage::new(Translator::attachment_gone),
        ));
    }
    attachment::Entity::update_many()
        .col_expr(attachment::Column::MessageId, Expr::value(message.id))
        .filter(attachment::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(uploads.into_iter().map(|row| row.name).collect())
}

/// Whether a message was sent with the same files as these uploads. Compares content keys, because a form that is sent
/// again uploads its files again. The files of an unsent message are deleted, so any files count as the same.
pub async fn has_same_files(tx: &Tx, message: &message::Model, ids: &[AttachmentId]) -> Result<bool> {
    if message.is_unsent() || (message.attachments == 0 && ids.is_empty()) {
        return Ok(true);
    }
    let keys = async |which: SimpleExpr| -> Result<Vec<String>> {
        Ok(attachment::Entity::find()
            .select_only()
            .column(attachment::Column::Key)
            .filter(attachment::Column::SenderId.eq(message.sender_id))
            .filter(which)
            .order_by_asc(attachment::Column::Key)
            .into_tuple()
            .all(tx.conn())
            .await?)
    };
    let sent = keys(attachment::Column::MessageId.eq(message.id)).await?;
    Ok(sent == keys(attachment::Column::Id.is_in(ids.iter().copied())).await?)
}

/// Deletes the attachments of a message. The caller must delete the files of the returned keys after the commit.
pub async fn delete_for_message(tx: &Tx, message: MessageId) -> Result<Vec<String>> {
    let rows = attachment::Entity::find()
        .filter(attachment::Column::MessageId.eq(message))
        .all(tx.conn())
        .await?;
    attachment::Entity::delete_many()
        .filter(attachment::Column::MessageId.eq(message))
        .exec(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}

/// Deletes an upload of the viewer that has not been sent, and its files.
///
/// # Errors
/// [`AppError::NotFound`] also when the attachment has been sent, or is another person's.
pub async fn delete(context: Context<'_>, viewer: &Viewer, id: AttachmentId) -> Result<()> {
    let sender = viewer.id;
    let deleted = context
        .db
        .write(async move |tx: Tx| {
            let row = attachment::Entity::find_by_id(id)
                .filter(attachment::Column::SenderId.eq(sender))
                .filter(attachment::Column::MessageId.is_null())
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            attachment::Entity::delete_by_id(id).exec(tx.conn()).await?;
            Ok(row)
        })
        .await?;
    context.files.delete_if_unreferenced(&deleted.key).await;
    Ok(())
}

/// Deletes the rows of uploads from before a time that were never sent. The sweeper deletes their files later,
/// because no row refers to them.
pub async fn delete_expired(db: &Db, before: Timestamp) -> Result<()> {
    db.write(async move |tx: Tx| {
        attachment::Entity::delete_many()
            .filter(attachment::Column::MessageId.is_null())
            .filter(attachment::Column::CreatedAt.lt(before))
            .exec(tx.conn())
            .await?;
        Ok(())
    })
    .await
}
