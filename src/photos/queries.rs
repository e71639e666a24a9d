//! Reads of photos, through the viewer.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::Viewer;
use crate::db::Db;
use crate::entities::{ListingId, PhotoId, listing, photo};
use crate::error::{AppError, Result};
use crate::listings::queries::{is_public, may_see};

/// A photo, and whether anybody at all may see it.
pub struct PhotoForViewer {
    /// The photo.
    pub photo: photo::Model,
    /// Whether its home is shown to everybody.
    pub public: bool,
}

/// A photo of a home that the viewer may see.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn photo(db: &Db, viewer: Option<&Viewer>, id: PhotoId) -> Result<PhotoForViewer> {
    let found = photo::Entity::find_by_id(id)
        .find_also_related(listing::Entity)
        .one(db.read())
        .await?;
    let Some((photo, Some(listing))) = found else {
        return Err(AppError::NotFound);
    };
    if !may_see(db, viewer, &listing).await? {
        return Err(AppError::NotFound);
    }
    let public = is_public(&listing);
    Ok(PhotoForViewer { photo, public })
}

/// The photos of a home, the cover first.
///
/// # Errors
/// When the database does not answer.
pub async fn photos(db: &Db, listing: ListingId) -> Result<Vec<photo::Model>> {
    photos_of(db, vec![listing]).await
}

/// The photos of several homes, those of each in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn photos_of(db: &Db, listings: Vec<ListingId>) -> Result<Vec<photo::Model>> {
    Ok(photo::Entity::find()
        .filter(photo::Column::ListingId.is_in(listings))
        .order_by_asc(photo::Column::ListingId)
        .order_by_asc(photo::Column::Position)
        .all(db.read())
        .await?)
}

/// Which of these keys are those of photos.
///
/// # Errors
/// When the database does not answer.
pub async fn referenced_keys(db: &Db, keys: Vec<String>) -> Result<HashSet<String>> {
    let wanted: Vec<String> = photo::Entity::find()
        .select_only()
        .column(photo::Column::Key)
        .filter(photo::Column::Key.is_in(keys))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(wanted.into_iter().collect())
}
