//! Reads of photos: one photo for a viewer, and the photos of listings.

use std::collections::HashSet;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Viewer;
use crate::db::Db;
use crate::entities::{ConversationId, ListingId, PhotoId, conversation, listing, photo};
use crate::error::{AppError, Result};
use crate::listings::visibility::{is_public, join_viewers_conversation, may_see};

#[derive(DerivePartialModel)]
#[sea_orm(entity = "photo::Entity")]
pub struct PhotoForViewer {
    #[sea_orm(nested)]
    pub photo: photo::Model,
    #[sea_orm(nested)]
    listing: listing::Model,
    /// The viewer's conversation about the listing.
    #[sea_orm(from_expr = "Expr::col((conversation::Entity, conversation::Column::Id))")]
    conversation: Option<ConversationId>,
}

impl PhotoForViewer {
    /// Whether every viewer may see the photo, signed in or not.
    pub fn is_public(&self) -> bool {
        is_public(&self.listing)
    }
}

/// A photo of a listing that the viewer may see, in one query.
///
/// # Errors
/// [`AppError::NotFound`] when it does not exist or the viewer may not see the listing.
pub async fn photo(db: &Db, viewer: Option<&Viewer>, id: PhotoId) -> Result<PhotoForViewer> {
    join_viewers_conversation(photo::Entity::find_by_id(id).inner_join(listing::Entity), viewer)
        .into_partial_model()
        .one(db.read())
        .await?
        .filter(|row: &PhotoForViewer| may_see(viewer, &row.listing, row.conversation))
        .ok_or(AppError::NotFound)
}

/// The photos of a listing in the owner's order; the first is the cover.
pub async fn photos(db: &Db, listing: ListingId) -> Result<Vec<photo::Model>> {
    photos_of(db, vec![listing]).await
}

/// The photos of several listings: grouped by listing, each group in the owner's order.
pub async fn photos_of(db: &Db, listings: Vec<ListingId>) -> Result<Vec<photo::Model>> {
    Ok(photo::Entity::find()
        .filter(photo::Column::ListingId.is_in(listings))
        .order_by_asc(photo::Column::ListingId)
        .order_by_asc(photo::Column::Position)
        .all(db.read())
        .await?)
}

/// The reference check of the storage: returns those of `keys` that a photo has.
pub async fn referenced_keys(db: &Db, keys: Vec<String>) -> Result<HashSet<String>> {
    let referenced: Vec<String> = photo::Entity::find()
        .select_only()
        .column(photo::Column::Key)
        .filter(photo::Column::Key.is_in(keys))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(referenced.into_iter().collect())
}
