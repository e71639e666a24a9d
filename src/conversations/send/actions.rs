//! Sending a message.

use super::batch::SendMessage;
use super::idempotency::find_by_idempotency_key;
use super::input::MessageInput;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::{Outcome, conversation_of};
use crate::db::{Db, Tx};
use crate::entities::{ConversationId, UserId, message};
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
    draft: &MessageInput,
) -> Result<Outcome<message::Model>> {
    draft.reject_if_other_user(viewer)?;
    let sending = |new| SendMessage {
        conversation,
        sender: viewer.id,
        new,
        now: context.now,
    };
    match (draft.parse(), context.rate_limits.message(viewer.id)) {
        (Ok(new), Ok(())) => context.db.write_batched(sending(new)).await,
        (Ok(new), Err(limit)) => find_duplicate_or_limit(context.db, sending(new), limit).await,
        (Err(wrong), _) => reject_invalid(context.db, conversation, viewer.id, wrong).await,
    }
}

/// Whoever sends too much is told of what was sent before, and that it was too much of everything else.
async fn find_duplicate_or_limit(db: &Db, sending: SendMessage, limit: AppError) -> Result<Outcome<message::Model>> {
    db.write(async move |tx: Tx| {
        conversation_of(&tx, sending.sender, sending.conversation).await?;
        let first = find_by_idempotency_key(&tx, &sending).await?;
        first.map(Outcome::Existing).ok_or(limit)
    })
    .await
}

/// Strangers do not learn what is wrong with what they typed.
async fn reject_invalid<T: Send + 'static>(db: &Db, id: ConversationId, sender: UserId, wrong: AppError) -> Result<T> {
    db.write(async move |tx: Tx| {
        conversation_of(&tx, sender, id).await?;
        Err(wrong)
    })
    .await
}
