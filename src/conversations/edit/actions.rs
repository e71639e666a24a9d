//! Writes: editing and unsending a sent message, and reacting to one.

use i18n::{LocalizedMessage, Translator};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::input::{EditInput, ReactionInput};
use super::versions::{self, MAX_VERSIONS};
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::attachments::actions as attachments;
use crate::conversations::conversation::{find_conversation, update_participant};
use crate::conversations::revisions::{bump_conversation_revision, bump_inbox_revision};
use crate::conversations::send::batch;
use crate::db::Tx;
use crate::entities::{MessageId, Timestamp, UserId, conversation, message, message_version, participant};
use crate::error::{AppError, Result};

/// Replaces the text of a message of the viewer. Its previous version is stored and stays visible to both
/// participants.
///
/// # Errors
/// - [`AppError::NotFound`] when the viewer is not a participant.
/// - [`AppError::Rejected`] when the viewer is not its sender.
/// - [`AppError::Invalid`] when the text is invalid.
/// - [`AppError::Conflict`] 15 minutes after it was sent, after [`MAX_VERSIONS`] edits, and when it is unsent.
/// - [`AppError::TooMany`] over the rate limit.
pub async fn edit_message(
    context: Context<'_>,
    viewer: &Viewer,
    id: MessageId,
    input: &EditInput,
) -> Result<message::Model> {
    let text = input.parse();
    let (sender, now, within_limit) = (viewer.id, context.now, context.rate_limits.message(viewer.id));
    context
        .db
        .write(async move |tx: Tx| {
            let (row, conversation) = find_own_message(&tx, sender, id).await?;
            let text = text?;
            if !row.may_be_edited(now) {
                return Err(AppError::Conflict(LocalizedMessage::new(Translator::too_late_to_edit)));
            }
            if row.text == text {
                return Ok(row);
            }
            if versions::is_full(&tx, id).await? {
                return Err(too_many_edits());
            }
            within_limit?;
            let previous = message_version::ActiveModel {
                message_id: Set(id),
                text: Set(row.text),
                written_at: Set(row.edited_at.unwrap_or(row.created_at)),
                ..Default::default()
            };
            previous.insert(tx.conn()).await?;
            let change = message::ActiveModel {
                text: Set(text),
                edited_at: Set(Some(now)),
                ..Default::default()
            };
            replace_content(&tx, &conversation, id, change, now).await
        })
        .await
}

fn too_many_edits() -> AppError {
    AppError::Conflict(LocalizedMessage::new(|t| t.too_many_edits(MAX_VERSIONS)))
}

/// Unsends a message of the viewer: deletes its text, versions, quote, reaction and attachments. An empty message
/// stays. Unsending it again changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer is not a participant, [`AppError::Rejected`] when the viewer is not its
/// sender, [`AppError::Conflict`] 24 hours after it was sent.
pub async fn unsend_message(context: Context<'_>, viewer: &Viewer, id: MessageId) -> Result<message::Model> {
    let (sender, now) = (viewer.id, context.now);
    let (unsent, keys) = context
        .db
        .write(async move |tx: Tx| {
            let (row, conversation) = find_own_message(&tx, sender, id).await?;
            if row.is_unsent() {
                return Ok((row, Vec::new()));
            }
            if !row.may_be_unsent(now) {
                return Err(AppError::Conflict(LocalizedMessage::new(
                    Translator::too_late_to_unsend,
                )));
            }
            message_version::Entity::delete_many()
                .filter(message_version::Column::MessageId.eq(id))
                .exec(tx.conn())
                .await?;
            let change = message::ActiveModel {
                text: Set(String::new()),
                edited_at: Set(None),
                unsent_at: Set(Some(now)),
                reply_to_id: Set(None),
                reaction: Set(None),
                attachments: Set(0),
                ..Default::default()
            };
            let keys = attachments::delete_for_message(&tx, id).await?;
            Ok((replace_content(&tx, &conversation, id, change, now).await?, keys))
        })
        .await?;
    for key in keys {
        context.files.delete_if_unreferenced(&key).await;
    }
    Ok(unsent)
}

/// Sets or removes the viewer's reaction to a message of the other participant.
///
/// # Errors
/// - [`AppError::NotFound`] when the viewer is not a participant.
/// - [`AppError::Invalid`] when the reaction is unknown, and for the viewer's own message.
/// - [`AppError::Conflict`] when the message is unsent.
/// - [`AppError::TooMany`] over the rate limit.
pub async fn react(
    context: Context<'_>,
    viewer: &Viewer,
    id: MessageId,
    input: &ReactionInput,
) -> Result<message::Model> {
    let reaction = input.parse();
    let (viewer, now, within_limit) = (viewer.id, context.now, context.rate_limits.message(viewer.id));
    context
        .db
        .write(async move |tx: Tx| {
            let (row, conversation) = find_message(&tx, viewer, id).await?;
            let reaction = reaction?;
            if row.sender_id == viewer {
                return Err(AppError::field(
                    "reaction",
                    LocalizedMessage::new(Translator::reaction_own),
                ));
            }
            if row.is_unsent() {
                return Err(AppError::Conflict(LocalizedMessage::new(Translator::message_unsent)));
            }
            if row.reaction == reaction {
                return Ok(row);
            }
            within_limit?;
            let change = message::ActiveModel {
                reaction: Set(reaction),
                ..Default::default()
            };
            update_with_revision(&tx, &conversation, id, change, now).await
        })
        .await
}

async fn find_own_message(tx: &Tx, sender: UserId, id: MessageId) -> Result<(message::Model, conversation::Model)> {
    let (row, conversation) = find_message(tx, sender, id).await?;
    if row.sender_id != sender {
        return Err(AppError::Rejected(LocalizedMessage::new(Translator::message_not_yours)));
    }
    Ok((row, conversation))
}

async fn find_message(tx: &Tx, viewer: UserId, id: MessageId) -> Result<(message::Model, conversation::Model)> {
    let row = message::Entity::find_by_id(id)
        .one(tx.conn())
        .await?
        .ok_or(AppError::NotFound)?;
    let conversation = find_conversation(tx, viewer, row.conversation_id).await?;
    Ok((row, conversation))
}

/// Updates a message and bumps the revision of its conversation.
async fn update_with_revision(
    tx: &Tx,
    conversation: &conversation::Model,
    id: MessageId,
    change: message::ActiveModel,
    now: Timestamp,
) -> Result<message::Model> {
    let change = message::ActiveModel {
        id: Set(id),
        revision: Set(bump_conversation_revision(tx, conversation.id, now).await?),
        updated_at: Set(now),
        ..change
    };
    Ok(change.update(tx.conn()).await?)
}

/// Updates the content of a message wherever it is visible: the message itself, the messages that quote it, and both
/// inbox rows if it is the last message. The conversation does not move to the top of the inboxes.
async fn replace_content(
    tx: &Tx,
    conversation: &conversation::Model,
    id: MessageId,
    change: message::ActiveModel,
    now: Timestamp,
) -> Result<message::Model> {
    let row = update_with_revision(tx, conversation, id, change, now).await?;
    message::Entity::update_many()
        .set(message::ActiveModel {
            revision: Set(row.revision),
            ..Default::default()
        })
        .filter(message::Column::ReplyToId.eq(id))
        .exec(tx.conn())
        .await?;
    if conversation.last_message_id == Some(id) {
        batch::update_preview(tx, &row).await?;
        for user in [conversation.renter_id, conversation.owner_id] {
            bump_inbox_row(tx, conversation, user).await?;
        }
    }
    Ok(row)
}

async fn bump_inbox_row(tx: &Tx, conversation: &conversation::Model, user: UserId) -> Result<()> {
    let change = participant::ActiveModel {
        revision: Set(bump_inbox_revision(tx, user).await?),
        ..Default::default()
    };
    update_participant(conversation.id, user, change)
        .exec(tx.conn())
        .await?;
    Ok(())
}
