//! What somebody has typed and not sent yet: kept for them, on whatever device they go on.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::draft::LONGEST;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::Tx;
use crate::entities::{ConversationId, participant};
use crate::error::{AppError, Result};

/// Keeps what the viewer is typing in a conversation of theirs, as far as a message may be long. Nobody else learns of
/// it, and no revision grows.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::TooMany`] in bursts.
pub async fn keep_draft(context: Context<'_>, viewer: &Viewer, id: ConversationId, typed: &str) -> Result<()> {
    context.limits.draft(viewer.id)?;
    let viewer = viewer.id;
    let draft: String = typed.chars().filter(|c| *c != '\0').take(LONGEST).collect();
    let change = participant::ActiveModel {
        draft: Set(draft),
        ..Default::default()
    };
    let kept = context
        .db
        .write(async move |tx: Tx| {
            let kept = participant::Entity::update_many()
                .set(change)
                .filter(participant::Column::ConversationId.eq(id))
                .filter(participant::Column::UserId.eq(viewer))
                .exec(tx.conn())
                .await?;
            Ok(kept.rows_affected)
        })
        .await?;
    if kept == 0 {
        return Err(AppError::NotFound);
    }
    Ok(())
}
