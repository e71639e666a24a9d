//! Reads of the comments under a listing.

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Person;
use crate::db::Db;
use crate::entities::{ListingId, comment, user};
use crate::error::Result;

/// The most comments shown under one listing; the newest of them.
const MOST: u64 = 1_000;

/// A comment and who wrote it.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "comment::Entity")]
pub struct CommentWithAuthor {
    /// The comment.
    #[sea_orm(nested)]
    pub comment: comment::Model,
    /// Who wrote it.
    #[sea_orm(nested)]
    pub author: Person,
}

/// The comments under a listing, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn comments_with_authors(db: &Db, listing: ListingId) -> Result<Vec<CommentWithAuthor>> {
    let mut comments_with_authors: Vec<CommentWithAuthor> = comment::Entity::find()
        .filter(comment::Column::ListingId.eq(listing))
        .order_by_desc(comment::Column::Id)
        .limit(MOST)
        .inner_join(user::Entity)
        .into_partial_model()
        .all(db.read())
        .await?;
    comments_with_authors.reverse();
    Ok(comments_with_authors)
}
