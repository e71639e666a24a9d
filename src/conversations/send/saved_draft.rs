//! What somebody has typed and not sent yet: stored_draft for them, on whatever device they go on.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::batch::PREVIEW;
use super::input::{MessageInput, stored_draft};
use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::conversation_of;
use crate::db::Tx;
use crate::entities::{ConversationId, UserId, conversation, participant};
#[cfg(doc)]
use crate::error::AppError;
use crate::error::Result;

/// Keeps what the viewer is typing in a conversation of theirs. Nobody else learns of it, and no revision grows.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::TooMany`] in bursts, [`AppError::SignInRequired`] when it was typed
/// by somebody else, whose page is still open.
pub async fn save_draft(context: Context<'_>, viewer: &Viewer, id: ConversationId, typed: &MessageInput) -> Result<()> {
    typed.reject_if_other_user(viewer)?;
    context.rate_limits.draft(viewer.id)?;
    let viewer = viewer.id;
    let draft = stored_draft(&typed.text);
    context
        .db
        .write(async move |tx: Tx| {
            let conversation = conversation_of(&tx, viewer, id).await?;
            let is_sent = was_sent(&conversation, viewer, &draft);
            let change = participant::ActiveModel {
                draft: Set(if is_sent { String::new() } else { draft }),
                ..Default::default()
            };
            participant::Entity::update_many()
                .set(change)
                .filter(participant::Column::ConversationId.eq(id))
                .filter(participant::Column::UserId.eq(viewer))
                .exec(tx.conn())
                .await?;
            Ok(())
        })
        .await
}

/// Whether that is what they have just sent: a draft may be on its way longer than the message that it became.
fn was_sent(conversation: &conversation::Model, viewer: UserId, draft: &str) -> bool {
    let shown: String = draft.trim().chars().take(PREVIEW).collect();
    conversation.last_message_sender_id == Some(viewer) && conversation.last_message_text.as_ref() == Some(&shown)
}
