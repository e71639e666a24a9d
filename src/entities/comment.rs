//! Public questions and answers under a listing.

use sea_orm::entity::prelude::*;

use super::{CommentId, ListingId, Timestamp, UserId};

/// A public question or answer under a listing, read by anybody who sees the listing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    /// Grows with each comment, so ids give their order.
    #[sea_orm(primary_key)]
    pub id: CommentId,
    /// The listing it stands under.
    pub listing_id: ListingId,
    /// Who wrote it.
    pub author_id: UserId,
    /// 1 to 4,000 characters.
    pub text: String,
    /// When it was posted.
    pub created_at: Timestamp,
    /// The listing it stands under.
    #[sea_orm(belongs_to, from = "listing_id", to = "id")]
    pub listing: BelongsTo<super::listing::Entity>,
    /// Who wrote it.
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
