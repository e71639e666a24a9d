//! Writes: saving the draft of a participant, so that they can continue it on any device.

use sea_orm::ActiveValue::Set;

use super::batch::PREVIEW_LENGTH;
use super::input::{MessageInput, stored_draft};
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::{find_conversation, update_participant};
use crate::db::Tx;
use crate::entities::{ConversationId, UserId, conversation, participant};
#[cfg(doc)]
use crate::error::AppError;
use crate::error::Result;
use crate::text;

/// Saves the text of the composer as the viewer's draft. A draft is visible to its author only, so no revision is
/// bumped. A text that was just sent clears the draft instead.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer is not a participant, [`AppError::TooMany`] over the rate limit,
/// [`AppError::SignInRequired`] when the page belongs to another user of the same browser.
pub async fn save_draft(context: Context<'_>, viewer: &Viewer, id: ConversationId, input: &MessageInput) -> Result<()> {
    input.reject_if_other_user(viewer)?;
    context.rate_limits.draft(viewer.id)?;
    let viewer = viewer.id;
    let draft = stored_draft(&input.text);
    context
        .db
        .write(async move |tx: Tx| {
            let conversation = find_conversation(&tx, viewer, id).await?;
            let is_sent = was_sent(&conversation, viewer, &draft);
            let change = participant::ActiveModel {
                draft: Set(if is_sent { String::new() } else { draft }),
                ..Default::default()
            };
            update_participant(id, viewer, change).exec(tx.conn()).await?;
            Ok(())
        })
        .await
}

/// Whether the draft equals the viewer's last message, by its first [`PREVIEW_LENGTH`] characters: the request that saves a
/// draft may arrive after the request that sends the message.
fn was_sent(conversation: &conversation::Model, viewer: UserId, draft: &str) -> bool {
    let preview: String = text::clean_lines(draft).chars().take(PREVIEW_LENGTH).collect();
    conversation.last_message_sender_id == Some(viewer) && conversation.last_message_text.as_ref() == Some(&preview)
}
