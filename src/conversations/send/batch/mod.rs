//! Sends messages in batches. All messages that wait for the write lock are stored by the same five statements as a
//! single one, plus those for attachments and quotes.

use i18n::{LocalizedMessage, Translator};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::idempotency::resolve_duplicate;
use super::input::NewMessage;
use crate::conversations::attachments::actions as attachments;
use crate::conversations::conversation::Outcome;
use crate::db::{BatchJob, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, message};
use crate::error::{AppError, Result};

mod conversations;
mod statements;

use conversations::{Conversations, load_conversations};
pub use statements::update_preview;
use statements::{insert_messages, update_inbox_order, update_last_messages};

/// Length of the last message's preview in inbox rows, in characters.
pub const PREVIEW_LENGTH: usize = 200;

/// The job that sends one message.
pub struct SendMessage {
    pub conversation: ConversationId,
    pub sender: UserId,
    pub new: NewMessage,
    pub now: Timestamp,
}

impl BatchJob for SendMessage {
    type Output = Outcome<message::Model>;

    async fn run(tx: &Tx, jobs: &[Self]) -> Result<Vec<Result<Self::Output>>> {
        let conversations = load_conversations(tx, jobs.iter().map(|send| send.conversation)).await?;
        let mut checked = Vec::with_capacity(jobs.len());
        for send in jobs {
            checked.push(check(tx, &conversations, send).await?);
        }
        let allowed = jobs.iter().zip(&checked).filter(|(_, checked)| checked.is_ok());
        let allowed: Vec<_> = allowed.map(|(send, _)| send).collect();
        let Some(stored) = store(tx, conversations, &allowed).await? else {
            return resolve_duplicate(tx, jobs).await;
        };
        let mut stored = stored.into_iter();
        let mut next = || {
            stored
                .next()
                .ok_or_else(|| AppError::unexpected("the batch stored fewer messages than it accepted"))
        };
        let results = checked.into_iter().map(|checked| checked.and_then(|()| next()));
        Ok(results.map(|result| result.map(Outcome::Created)).collect())
    }
}

/// Checks sender and quoted message. The inner Result rejects one message, the outer aborts the batch: after a
/// database error, earlier statements may have been rolled back.
async fn check(tx: &Tx, conversations: &Conversations, send: &SendMessage) -> Result<Result<()>> {
    let conversation = conversations.get(&send.conversation);
    if !conversation.is_some_and(|conversation| conversation.people().contains(&send.sender)) {
        return Ok(Err(AppError::NotFound));
    }
    match send.new.reply_to {
        Some(quoted) => check_quote(tx, send.conversation, quoted).await,
        None => Ok(Ok(())),
    }
}

async fn check_quote(tx: &Tx, conversation: ConversationId, quoted: MessageId) -> Result<Result<()>> {
    let count = message::Entity::find_by_id(quoted)
        .filter(message::Column::ConversationId.eq(conversation))
        .count(tx.conn())
        .await?;
    if count == 0 {
        return Ok(Err(AppError::field(
            "reply_to",
            LocalizedMessage::new(Translator::quote_wrong),
        )));
    }
    Ok(Ok(()))
}

/// Stores messages in their order, and updates their conversations and participants. None when an idempotency key is
/// already stored. Other messages of the batch may have been inserted; the caller must return an error to roll them
/// back.
async fn store(
    tx: &Tx,
    mut conversations: Conversations,
    batch: &[&SendMessage],
) -> Result<Option<Vec<message::Model>>> {
    let Some(messages) = insert_messages(tx, &mut conversations, batch).await? else {
        return Ok(None);
    };
    for (send, message) in batch.iter().zip(&messages) {
        let names = match &send.new.attachments[..] {
            [] => Vec::new(),
            uploaded => attachments::attach(tx, message, uploaded).await?,
        };
        conversations::get_mut(&mut conversations, message.conversation_id)?.set_last_message(
            tx,
            message,
            &send.new.draft,
            names.into_iter().next(),
        );
    }
    let mut updated: Vec<_> = conversations
        .into_values()
        .filter(|conversation| conversation.last_message.is_some())
        .collect();
    updated.sort_by_key(|conversation| conversation.last_message.as_ref().map(|last| last.id));
    if !updated.is_empty() {
        update_last_messages(tx, &updated).await?;
        update_inbox_order(tx, &updated).await?;
    }
    Ok(Some(messages))
}

/// The start of a message's text, as inbox rows show it. None for an unsent message.
fn preview(message: &message::Model) -> Option<String> {
    Some(message.text.chars().take(PREVIEW_LENGTH).collect()).filter(|_| !message.is_unsent())
}
