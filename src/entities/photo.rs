//! Photos of homes.

use sea_orm::entity::prelude::*;

use super::{ListingId, PhotoId, Timestamp};

/// A photo of a home. Its files are kept under its key; another photo with the same content shares them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    /// Grows with each photo, and never stands for another one.
    #[sea_orm(primary_key)]
    pub id: PhotoId,
    /// The home it shows.
    pub listing_id: ListingId,
    /// Gives the order; the first is the cover.
    pub position: i64,
    /// What it shows, in the owner's words; empty until they have said.
    pub alt: String,
    /// Names its content, and so its files.
    pub key: String,
    /// How wide it is at its largest, in pixels.
    pub width: i64,
    /// How high it is then.
    pub height: i64,
    /// Its mean colour as `#rrggbb`.
    pub colour: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// The home it shows.
    #[sea_orm(belongs_to, from = "listing_id", to = "id")]
    pub listing: BelongsTo<super::listing::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
