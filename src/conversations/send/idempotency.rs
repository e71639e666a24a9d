//! The idempotency key of a message (`client_id`). Sending the same key, text and files again returns the stored
//! message; the same key with other content is a conflict.

use i18n::{LocalizedMessage, Translator};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::batch::SendMessage;
use super::input::NewMessage;
use crate::conversations::attachments::actions as attachments;
use crate::conversations::conversation::Outcome;
use crate::db::Tx;
use crate::entities::{message, message_version};
use crate::error::{AppError, Result};

/// The unique index on the idempotency key made the insert skip a row. Returns the stored message of a single job.
/// For a batch it returns an error: the insert does not report which row it skipped. The writer then runs the jobs
/// one by one.
pub async fn resolve_duplicate(tx: &Tx, jobs: &[SendMessage]) -> Result<Vec<Result<Outcome<message::Model>>>> {
    let missing = || AppError::unexpected("no message has the idempotency key that the insert skipped");
    match jobs {
        [job] => Ok(vec![
            find_by_idempotency_key(tx, job)
                .await?
                .map(Outcome::Existing)
                .ok_or_else(missing),
        ]),
        _ => Err(AppError::unexpected(
            "a batch contains an idempotency key that is already stored",
        )),
    }
}

/// The stored message of the same conversation, sender and idempotency key. None without a key.
///
/// # Errors
/// [`AppError::Conflict`] when the stored message was sent with another text or other files.
pub async fn find_by_idempotency_key(tx: &Tx, job: &SendMessage) -> Result<Option<message::Model>> {
    let Some(client_id) = &job.new.client_id else {
        return Ok(None);
    };
    let stored = message::Entity::find()
        .filter(message::Column::ConversationId.eq(job.conversation))
        .filter(message::Column::SenderId.eq(job.sender))
        .filter(message::Column::ClientId.eq(client_id.as_str()))
        .one(tx.conn())
        .await?;
    let Some(stored) = stored else { return Ok(None) };
    let NewMessage { text, attachments, .. } = &job.new;
    if has_same_original_text(tx, &stored, text).await? && attachments::has_same_files(tx, &stored, attachments).await?
    {
        Ok(Some(stored))
    } else {
        Err(AppError::Conflict(LocalizedMessage::new(Translator::sent_already)))
    }
}

/// Whether a message was first sent with this text: for an edited message, that is its oldest version. The text of an
/// unsent message is deleted, so any text counts as the same.
async fn has_same_original_text(tx: &Tx, message: &message::Model, text: &str) -> Result<bool> {
    if message.edited_at.is_none() {
        return Ok(message.is_unsent() || message.text == text);
    }
    let first = message_version::Entity::find()
        .filter(message_version::Column::MessageId.eq(message.id))
        .order_by_asc(message_version::Column::Id)
        .one(tx.conn())
        .await?;
    Ok(first.is_none_or(|first| first.text == text))
}
