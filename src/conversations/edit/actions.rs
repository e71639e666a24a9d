//! Writes to messages that have been sent: editing, unsending, reacting.

use i18n::{LocalizedMessage, Translator};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::input::{EditInput, ReactionInput};
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::attachments::actions as attachments;
use crate::conversations::conversation::find_conversation;
use crate::conversations::revisions::{bump_conversation_revision, bump_inbox_revision};
use crate::conversations::send::batch;
use crate::db::Tx;
use crate::entities::{MessageId, Timestamp, UserId, conversation, message, message_version, participant};
use crate::error::{AppError, Result};

/// Gives a message of the viewer's another text; the one it had is kept for both to see.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::Refused`] to the other side, [`AppError::Invalid`] for what was
/// typed, [`AppError::Conflict`] after 15 minutes and for what was unsent, [`AppError::TooMany`] in bursts.
pub async fn edit_message(
    context: Context<'_>,
    viewer: &Viewer,
    id: MessageId,
    draft: &EditInput,
) -> Result<message::Model> {
    let text = draft.parse();
    let (sender, now, within_limit) = (viewer.id, context.now, context.rate_limits.message(viewer.id));
    context
        .db
        .write(async move |tx: Tx| {
            let (row, conversation) = own_message(&tx, sender, id).await?;
            let text = text?;
            if !row.may_be_edited(now) {
                return Err(AppError::Conflict(LocalizedMessage::new(Translator::too_late_to_edit)));
            }
            if row.text == text {
                return Ok(row);
            }
            within_limit?;
            let earlier = message_version::ActiveModel {
                message_id: Set(id),
                text: Set(row.text),
                written_at: Set(row.edited_at.unwrap_or(row.created_at)),
                ..Default::default()
            };
            earlier.insert(tx.conn()).await?;
            let change = message::ActiveModel {
                text: Set(text),
                edited_at: Set(Some(now)),
                ..Default::default()
            };
            replace_content(&tx, &conversation, id, change, now).await
        })
        .await
}

/// Takes a message of the viewer's back: what it said is gone, and that there was one stays. Twice is once.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::Refused`] to the other side, [`AppError::Conflict`] after 24 hours.
pub async fn unsend_message(context: Context<'_>, viewer: &Viewer, id: MessageId) -> Result<message::Model> {
    let (sender, now) = (viewer.id, context.now);
    let (unsent, keys) = context
        .db
        .write(async move |tx: Tx| {
            let (row, conversation) = own_message(&tx, sender, id).await?;
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
            let keys = attachments::delete_of_message(&tx, id).await?;
            Ok((replace_content(&tx, &conversation, id, change, now).await?, keys))
        })
        .await?;
    for key in keys {
        context.files.delete_if_unreferenced(&key).await;
    }
    Ok(unsent)
}

/// Answers a message of the other side's without a word, or takes that answer back.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::Invalid`] for what is no reaction and for one's own messages,
/// [`AppError::Conflict`] for what was unsent, [`AppError::TooMany`] in bursts.
pub async fn react(
    context: Context<'_>,
    viewer: &Viewer,
    id: MessageId,
    draft: &ReactionInput,
) -> Result<message::Model> {
    let reaction = draft.parse();
    let (reader, now, within_limit) = (viewer.id, context.now, context.rate_limits.message(viewer.id));
    context
        .db
        .write(async move |tx: Tx| {
            let (row, conversation) = message_of(&tx, reader, id).await?;
            let reaction = reaction?;
            if row.sender_id == reader {
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

async fn own_message(tx: &Tx, sender: UserId, id: MessageId) -> Result<(message::Model, conversation::Model)> {
    let (row, conversation) = message_of(tx, sender, id).await?;
    if row.sender_id != sender {
        return Err(AppError::Refused(LocalizedMessage::new(Translator::message_not_yours)));
    }
    Ok((row, conversation))
}

async fn message_of(tx: &Tx, viewer: UserId, id: MessageId) -> Result<(message::Model, conversation::Model)> {
    let row = message::Entity::find_by_id(id)
        .one(tx.conn())
        .await?
        .ok_or(AppError::NotFound)?;
    let conversation = find_conversation(tx, viewer, row.conversation_id).await?;
    Ok((row, conversation))
}

/// Changes a message, and says so to both sides.
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

/// Changes what a message says, wherever that is shown: in its place, in the messages that quote it, and in both
/// inboxes, where it may be the last one. It moves to no top: it is not news enough for that.
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
    participant::Entity::update_many()
        .set(change)
        .filter(participant::Column::ConversationId.eq(conversation.id))
        .filter(participant::Column::UserId.eq(user))
        .exec(tx.conn())
        .await?;
    Ok(())
}
