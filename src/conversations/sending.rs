//! Sending a message. It is what happens most, so messages that wait are sent together: `storing` has the statements.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use words::{Sentence, Words};

use super::actions::{Outcome, conversation_of};
use super::draft::{MessageDraft, NewMessage};
use super::storing::{Threads, store, threads};
use crate::accounts::Viewer;
use crate::attachments::actions as attachments;
use crate::context::Context;
use crate::db::{Db, Together, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, earlier_text, message};
use crate::error::{AppError, Result};

/// Sends a message in a conversation of the viewer's. The same `client_id` twice is one message.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::Invalid`] for what was typed, [`AppError::Conflict`] when the
/// `client_id` names another text, [`AppError::TooMany`] in bursts, [`AppError::SignInRequired`] when it was typed by
/// somebody else, whose page is still open.
pub async fn send_message(
    context: Context<'_>,
    viewer: &Viewer,
    conversation: ConversationId,
    draft: &MessageDraft,
) -> Result<Outcome<message::Model>> {
    draft.refuse_of_another(viewer)?;
    let sending = |new| Sending {
        conversation,
        sender: viewer.id,
        new,
        now: context.now,
    };
    match (draft.parse(), context.limits.message(viewer.id)) {
        (Ok(new), Ok(())) => context.db.write_together(sending(new)).await,
        (Ok(new), Err(limit)) => send_no_more(context.db, sending(new), limit).await,
        (Err(wrong), _) => refuse(context.db, conversation, viewer.id, wrong).await,
    }
}

/// Whoever sends too much is told of what was sent before, and that it was too much of everything else.
async fn send_no_more(db: &Db, sending: Sending, limit: AppError) -> Result<Outcome<message::Model>> {
    db.write(async move |tx: Tx| {
        conversation_of(&tx, sending.sender, sending.conversation).await?;
        let first = sent_before(&tx, &sending).await?;
        first.map(Outcome::Existing).ok_or(limit)
    })
    .await
}

/// Strangers do not learn what is wrong with what they typed.
async fn refuse<T: Send + 'static>(db: &Db, id: ConversationId, sender: UserId, wrong: AppError) -> Result<T> {
    db.write(async move |tx: Tx| {
        conversation_of(&tx, sender, id).await?;
        Err(wrong)
    })
    .await
}

/// What somebody sends, unless the conversation is not theirs.
pub struct Sending {
    /// Where to.
    pub conversation: ConversationId,
    /// Who sends it.
    pub sender: UserId,
    /// What it says.
    pub new: NewMessage,
    /// When it came.
    pub now: Timestamp,
}

impl Together for Sending {
    type Answer = Outcome<message::Model>;

    async fn run(tx: &Tx, all: &[Self]) -> Result<Vec<Result<Self::Answer>>> {
        let threads = threads(tx, all.iter().map(|sending| sending.conversation)).await?;
        let mut checked = Vec::with_capacity(all.len());
        for sending in all {
            checked.push(check(tx, &threads, sending).await?);
        }
        let allowed = all.iter().zip(&checked).filter(|(_, checked)| checked.is_ok());
        let allowed: Vec<_> = allowed.map(|(sending, _)| sending).collect();
        let Some(stored) = store(tx, threads, &allowed).await? else {
            return send_again(tx, all).await;
        };
        let mut stored = stored.into_iter();
        let mut next = || {
            stored
                .next()
                .ok_or_else(|| AppError::unexpected("a message is missing"))
        };
        let answers = checked.into_iter().map(|checked| checked.and_then(|()| next()));
        Ok(answers.map(|answer| answer.map(Outcome::Created)).collect())
    }
}

/// Whoever sends, sends in a conversation of their own. Whoever quotes, quotes from it. What is wrong is their own affair;
/// a database that does not answer is that of all: it may have undone what was done before.
async fn check(tx: &Tx, threads: &Threads, sending: &Sending) -> Result<Result<()>> {
    let thread = threads.get(&sending.conversation);
    if !thread.is_some_and(|thread| thread.people().contains(&sending.sender)) {
        return Ok(Err(AppError::NotFound));
    }
    match sending.new.reply_to {
        Some(quoted) => check_quote(tx, sending.conversation, quoted).await,
        None => Ok(Ok(())),
    }
}

async fn check_quote(tx: &Tx, conversation: ConversationId, quoted: MessageId) -> Result<Result<()>> {
    let found = message::Entity::find_by_id(quoted)
        .filter(message::Column::ConversationId.eq(conversation))
        .count(tx.conn())
        .await?;
    if found == 0 {
        return Ok(Err(AppError::field("reply_to", Sentence::new(Words::quote_wrong))));
    }
    Ok(Ok(()))
}

/// The schema allows one message a name. Whoever comes second finds the first one: by itself, as nobody knows which of
/// several it was.
async fn send_again(tx: &Tx, all: &[Sending]) -> Result<Vec<Result<Outcome<message::Model>>>> {
    let gone = || AppError::unexpected("a message was there and is gone");
    match all {
        [sending] => Ok(vec![
            sent_before(tx, sending).await?.map(Outcome::Existing).ok_or_else(gone),
        ]),
        _ => Err(AppError::unexpected("one of several messages was sent before")),
    }
}

async fn sent_before(tx: &Tx, sending: &Sending) -> Result<Option<message::Model>> {
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
    if said_first(tx, &first, text).await? && attachments::came_with(tx, &first, attachments).await? {
        Ok(Some(first))
    } else {
        Err(AppError::Conflict(Sentence::new(Words::sent_already)))
    }
}

/// Whether a message was sent with this text; of one that has been unsent, nobody knows any more.
async fn said_first(tx: &Tx, message: &message::Model, text: &str) -> Result<bool> {
    if message.edited_at.is_none() {
        return Ok(message.is_unsent() || message.text == text);
    }
    let first = earlier_text::Entity::find()
        .filter(earlier_text::Column::MessageId.eq(message.id))
        .order_by_asc(earlier_text::Column::Id)
        .one(tx.conn())
        .await?;
    Ok(first.is_none_or(|first| first.text == text))
}
