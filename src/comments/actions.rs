//! Writes: posting a comment and removing one.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::Tx;
use crate::entities::{CommentId, ListingId, comment, listing};
use crate::error::{AppError, Result};
use crate::listings::queries;
use crate::text;

/// In characters.
const MAX_LENGTH: usize = 4_000;

/// Posts a comment under a listing.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer may not see the listing, [`AppError::Invalid`] for `text`,
/// [`AppError::TooMany`] over the rate limit.
pub async fn post_comment(
    context: Context<'_>,
    viewer: &Viewer,
    listing: ListingId,
    input: &str,
) -> Result<comment::Model> {
    let text = text::required_text(input, MAX_LENGTH).map_err(|message| AppError::field("text", message));
    queries::listing_with_owner(context.db, Some(viewer), listing).await?;
    let row = comment::ActiveModel {
        listing_id: Set(listing),
        author_id: Set(viewer.id),
        text: Set(text?),
        created_at: Set(context.now),
        ..Default::default()
    };
    context.rate_limits.comment(viewer.id)?;
    context
        .db
        .write(async move |tx: Tx| Ok(row.insert(tx.conn()).await?))
        .await
}

/// Deletes a comment; returns its listing. The comment's author and the listing's owner may delete it.
///
/// # Errors
/// [`AppError::NotFound`] when the comment does not exist or the viewer is neither of them.
pub async fn remove_comment(context: Context<'_>, viewer: &Viewer, id: CommentId) -> Result<ListingId> {
    let viewer = viewer.id;
    context
        .db
        .write(async move |tx: Tx| {
            let (comment, listing) = comment::Entity::find_by_id(id)
                .find_also_related(listing::Entity)
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            let owns_listing = listing.is_some_and(|listing| listing.owner_id == viewer);
            if comment.author_id != viewer && !owns_listing {
                return Err(AppError::NotFound);
            }
            comment::Entity::delete_by_id(id).exec(tx.conn()).await?;
            Ok(comment.listing_id)
        })
        .await
}
