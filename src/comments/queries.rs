//! Reads of the comments under a listing.

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Person;
use crate::db::Db;
use crate::entities::{CommentId, ListingId, comment, user};
use crate::error::Result;

/// Number of comments on a page.
pub const PAGE_SIZE: u64 = 50;

#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "comment::Entity")]
pub struct CommentWithAuthor {
    #[sea_orm(nested)]
    pub comment: comment::Model,
    #[sea_orm(nested)]
    pub author: Person,
}

/// A page of the comments under a listing.
#[derive(Clone, Debug)]
pub struct CommentPage {
    /// The oldest first.
    pub rows: Vec<CommentWithAuthor>,
    /// Whether there are comments before the first row.
    pub has_older: bool,
    /// Whether the page ends with the newest comment.
    pub has_newest: bool,
}

/// The newest comments under a listing, or the last ones before a comment; at most `limit`.
pub async fn comment_page(db: &Db, listing: ListingId, before: Option<CommentId>, limit: u64) -> Result<CommentPage> {
    let mut newest = comment::Entity::find()
        .filter(comment::Column::ListingId.eq(listing))
        .order_by_desc(comment::Column::Id)
        .limit(limit + 1);
    if let Some(before) = before {
        newest = newest.filter(comment::Column::Id.lt(before));
    }
    let mut rows: Vec<CommentWithAuthor> = newest
        .inner_join(user::Entity)
        .into_partial_model()
        .all(db.read())
        .await?;
    let has_older = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.reverse();
    Ok(CommentPage {
        rows,
        has_older,
        has_newest: before.is_none(),
    })
}
