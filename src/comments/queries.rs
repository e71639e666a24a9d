//! Reads of the comments under a listing.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::{Person, people};
use crate::db::Db;
use crate::entities::{ListingId, comment};
use crate::error::Result;

/// The most comments shown under one listing; the newest of them.
const MOST: u64 = 1_000;

/// A comment and who wrote it.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The comment.
    pub comment: comment::Model,
    /// Who wrote it.
    pub author: Person,
}

/// The comments under a listing, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn remarks(db: &Db, listing: ListingId) -> Result<Vec<Remark>> {
    let mut rows = comment::Entity::find()
        .filter(comment::Column::ListingId.eq(listing))
        .order_by_desc(comment::Column::Id)
        .limit(MOST)
        .all(db.read())
        .await?;
    rows.reverse();
    let authors = people(db, rows.iter().map(|row| row.author_id)).await?;
    rows.into_iter()
        .map(|comment| {
            let author = authors.get(comment.author_id)?;
            Ok(Remark { comment, author })
        })
        .collect()
}
