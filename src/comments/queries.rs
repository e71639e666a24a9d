//! Reads of the comments under a listing.

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Person;
use crate::db::Db;
use crate::entities::{ListingId, comment, user};
use crate::error::Result;

/// Per listing; the newest comments are shown.
const MAX_COMMENTS: u64 = 1_000;

#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "comment::Entity")]
pub struct CommentWithAuthor {
    #[sea_orm(nested)]
    pub comment: comment::Model,
    #[sea_orm(nested)]
    pub author: Person,
}

/// The newest 1,000 comments under a listing, the oldest of them first.
pub async fn comments_with_authors(db: &Db, listing: ListingId) -> Result<Vec<CommentWithAuthor>> {
    let mut comments: Vec<CommentWithAuthor> = comment::Entity::find()
        .filter(comment::Column::ListingId.eq(listing))
        .order_by_desc(comment::Column::Id)
        .limit(MAX_COMMENTS)
        .inner_join(user::Entity)
        .into_partial_model()
        .all(db.read())
        .await?;
    comments.reverse();
    Ok(comments)
}
