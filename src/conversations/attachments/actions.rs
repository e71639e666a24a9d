//! Writes: taking in what somebody is about to send, sending it with a message, and letting go of what never was sent.

use std::fs::File;
use std::io::{Read as _, Seek as _};

use bytes::Bytes;
use i18n::{LocalizedMessage, Translator};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use super::file_types;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::{Db, Tx};
use crate::encoding::Hex;
use crate::entities::{AttachmentId, ConversationId, MessageId, Timestamp, attachment, message};
use crate::error::{AppError, Result};
use crate::images;
use crate::storage::{self, NamedFile};

/// The most pictures and files that one message brings.
pub const MAX_PER_MESSAGE: usize = 5;

/// What a file that is no picture is called under its key.
const FILE: &str = "file";

/// What the whole of it is called under its key: the file, or the largest rendition of the picture.
///
/// # Errors
/// None that is expected: no picture is so wide.
pub fn original_file_name(row: &attachment::Model) -> Result<String> {
    match row.width {
        Some(width) => Ok(images::file_name(u32::try_from(width).map_err(AppError::unexpected)?)),
        None => Ok(FILE.to_owned()),
    }
}

/// Takes in a picture or a file for a conversation; nobody but its sender sees it before it goes out with a message.
/// Whether the conversation is the viewer's is known by whoever calls.
///
/// # Errors
/// [`AppError::Refused`] when it is nothing that can be sent, [`AppError::NoRoom`] when the disk is full.
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
    let (row, key, files) = match content(file).await? {
        Content::Picture(file) => picture(context, row, name, file).await?,
        Content::File(bytes) => plain(row, name, bytes)?,
    };
    let db = context.db.clone();
    let insert = async move { db.write(async move |tx: Tx| Ok(row.insert(tx.conn()).await?)).await };
    context.files.store_then_commit(&key, files, insert).await
}

/// A row that is about to be, the key of its files, and they themselves.
type Kept = (attachment::ActiveModel, String, Vec<NamedFile>);

async fn picture(context: Context<'_>, mut row: attachment::ActiveModel, name: &str, file: File) -> Result<Kept> {
    let picture = context.images.process(file).await;
    let picture = picture.map_err(|error| AppError::Refused(error.message()))?;
    let size = picture.renditions.last().map_or(0, |largest| largest.bytes.len());
    row.name = Set(file_types::PICTURE.name(name));
    row.content_type = Set(file_types::PICTURE.content_type.to_owned());
    row.size = Set(i64::try_from(size).map_err(AppError::unexpected)?);
    row.key = Set(picture.key.clone());
    row.width = Set(Some(picture.width.into()));
    row.height = Set(Some(picture.height.into()));
    let renditions = picture.renditions.into_iter();
    let files = renditions.map(|one| (images::file_name(one.width), one.bytes));
    Ok((row, picture.key, files.collect()))
}

fn plain(mut row: attachment::ActiveModel, name: &str, bytes: Bytes) -> Result<Kept> {
    let key = Hex::new(Sha256::digest(&bytes)).to_string();
    let kind = file_types::of(&bytes).map_err(AppError::Refused)?;
    row.name = Set(kind.name(name));
    row.content_type = Set(kind.content_type.to_owned());
    row.size = Set(i64::try_from(bytes.len()).map_err(AppError::unexpected)?);
    row.key = Set(key.clone());
    Ok((row, key, vec![(FILE.to_owned(), bytes)]))
}

/// What arrived: pictures go the way of all pictures, files stay what they are.
enum Content {
    Picture(File),
    File(Bytes),
}

/// Of a picture only the beginning is read here: the pipeline reads it again, and measures it first.
async fn content(mut file: File) -> Result<Content> {
    let read = move || {
        file.rewind()?;
        let mut bytes = Vec::new();
        file.by_ref().take(file_types::HEAD as u64).read_to_end(&mut bytes)?;
        if file_types::is_picture(&bytes) {
            return Ok(Content::Picture(file));
        }
        file.read_to_end(&mut bytes)?;
        Ok(Content::File(bytes.into()))
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(AppError::unexpected)?;
    read.map_err(storage::io_error)
}

/// Sends with a message what its sender has brought for it, in the order in which it came. Answers with the names.
///
/// # Errors
/// [`AppError::Invalid`] unless all of it is the sender's, of this conversation, and not sent yet.
pub async fn attach(tx: &Tx, message: &message::Model, ids: &[AttachmentId]) -> Result<Vec<String>> {
    let waiting = attachment::Entity::find()
        .filter(attachment::Column::Id.is_in(ids.iter().copied()))
        .filter(attachment::Column::ConversationId.eq(message.conversation_id))
        .filter(attachment::Column::SenderId.eq(message.sender_id))
        .filter(attachment::Column::MessageId.is_null())
        .order_by_asc(attachment::Column::Id)
        .all(tx.conn())
        .await?;
    if waiting.len() != ids.len() {
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
    Ok(waiting.into_iter().map(|row| row.name).collect())
}

/// Whether a message was sent with the same as its sender has brought now, by content: a form that is sent again brings
/// its files anew. Of a message that has been unsent, nobody knows any more.
///
/// # Errors
/// When the database does not answer.
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

/// Removes what went out with a message. Answers with the keys whose files are to be forgotten once that is committed.
///
/// # Errors
/// When the database does not take it.
pub async fn delete_of_message(tx: &Tx, message: MessageId) -> Result<Vec<String>> {
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

/// Lets go of something the viewer has brought and not sent, and of its files.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such thing, or it has been sent.
pub async fn delete(context: Context<'_>, viewer: &Viewer, id: AttachmentId) -> Result<()> {
    let sender = viewer.id;
    let removed = context
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
    context.files.delete_if_unreferenced(&removed.key).await;
    Ok(())
}

/// Lets go of what was brought before a time and never sent; nothing wants its files then.
///
/// # Errors
/// When the database does not take it.
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
