//! The `photo` table: the photos of listings.

use sea_orm::entity::prelude::*;

use super::{ListingId, PhotoId, Timestamp};

/// A photo of a listing. Photos with the same content share the files stored under their key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    /// Increases with each photo; never used again.
    #[sea_orm(primary_key)]
    pub id: PhotoId,
    pub listing_id: ListingId,
    /// The order of the photos; the first is the cover.
    pub position: i64,
    /// The text alternative, by the owner; empty if they gave none.
    pub alt: String,
    /// The content key.
    pub key: String,
    /// The width of the largest rendition in pixels.
    pub width: i64,
    /// The height of the same rendition.
    pub height: i64,
    /// The mean colour as `#rrggbb`.
    pub colour: String,
    pub created_at: Timestamp,
    #[sea_orm(belongs_to, from = "listing_id", to = "id")]
    pub listing: BelongsTo<super::listing::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
