//! Writes: sending a message. Checks the input and the rate limit, then runs a [`SendMessage`] job.

use super::batch::SendMessage;
use super::idempotency::find_by_idempotency_key;
use super::input::MessageInput;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::{Outcome, find_conversation};
use crate::db::{Db, Tx};
use crate::entities::{ConversationId, UserId, message};
use crate::error::{AppError, Result};

/// Sends a message in one of the viewer's conversations. The `client_id` is an idempotency key: sending the same key
/// again returns the stored message.
///
/// # Errors
/// - [`AppError::NotFound`] when the viewer is not a participant.
/// - [`AppError::Invalid`] when the input is invalid.
/// - [`AppError::Conflict`] when the `client_id` was used for another text or other files.
/// - [`AppError::TooMany`] over the rate limit.
/// - [`AppError::SignInRequired`] when the page belongs to another user of the same browser.
pub async fn send_message(
    context: Context<'_>,
    viewer: &Viewer,
    conversation: ConversationId,
    input: &MessageInput,
) -> Result<Outcome<message::Model>> {
    input.reject_if_other_user(viewer)?;
    let job = |new| SendMessage {
        conversation,
        sender: viewer.id,
        new,
        now: context.now,
    };
    match (input.parse(), context.rate_limits.message(viewer.id)) {
        (Ok(new), Ok(())) => context.db.write_batched(job(new)).await,
        (Ok(new), Err(limit)) => find_duplicate_or_limit(context.db, job(new), limit).await,
        (Err(error), _) => reject_invalid(context.db, conversation, viewer.id, error).await,
    }
}

/// Over the rate limit, a repeated `client_id` still returns the stored message; else `TooMany`.
async fn find_duplicate_or_limit(db: &Db, job: SendMessage, limit: AppError) -> Result<Outcome<message::Model>> {
    db.write(async move |tx: Tx| {
        find_conversation(&tx, job.sender, job.conversation).await?;
        let stored = find_by_idempotency_key(&tx, &job).await?;
        stored.map(Outcome::Existing).ok_or(limit)
    })
    .await
}

/// Returns the validation error to a participant. A stranger gets `NotFound`, as for valid input.
async fn reject_invalid<T: Send + 'static>(db: &Db, id: ConversationId, sender: UserId, error: AppError) -> Result<T> {
    db.write(async move |tx: Tx| {
        find_conversation(&tx, sender, id).await?;
        Err(error)
    })
    .await
}
