//! The idempotency key of a message (`client_id`): the same key and text again is the message that is stored already.

use i18n::{LocalizedMessage, Translator};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::batch::SendMessage;
use super::input::NewMessage;
use crate::conversations::attachments::actions as attachments;
use crate::conversations::conversation::Outcome;
use crate::db::Tx;
use crate::entities::{message, message_version};
use crate::error::{AppError, Result};

/// The schema allows one message a name. Whoever comes second finds the first one: by itself, as nobody knows which of
/// several it was.
pub async fn resolve_duplicate(tx: &Tx, all: &[SendMessage]) -> Result<Vec<Result<Outcome<message::Model>>>> {
    let gone = || AppError::unexpected("a message was there and is gone");
    match all {
        [sending] => Ok(vec![
            find_by_idempotency_key(tx, sending)
                .await?
                .map(Outcome::Existing)
                .ok_or_else(gone),
        ]),
        _ => Err(AppError::unexpected("one of several messages was sent before")),
    }
}

pub async fn find_by_idempotency_key(tx: &Tx, sending: &SendMessage) -> Result<Option<message::Model>> {
    let Some(client_id) = &sending.new.client_id else {
        return Ok(None);
    };
    let first = message::Entity::find()
        .filter(message::Column::ConversationId.eq(sending.conversation))
        .filter(message::Column::SenderId.eq(sending.sender))
        .filter(message::Column::ClientId.eq(client_id.as_str()))
        .one(tx.conn())
        .await?;
    let Some(first) = first else { return Ok(None) };
    let NewMessage { text, attachments, .. } = &sending.new;
    if has_same_original_text(tx, &first, text).await? && attachments::has_same_files(tx, &first, attachments).await? {
        Ok(Some(first))
    } else {
        Err(AppError::Conflict(LocalizedMessage::new(Translator::sent_already)))
    }
}

/// Whether a message was sent with this text; of one that has been unsent, nobody knows any more.
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
