//! The `comment` table: public questions and answers under a listing.

use sea_orm::entity::prelude::*;

use super::{CommentId, ListingId, Timestamp, UserId};

/// A public question or answer under a listing, visible to all viewers of the listing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    /// Increases with each comment, and gives their order.
    #[sea_orm(primary_key)]
    pub id: CommentId,
    pub listing_id: ListingId,
    pub author_id: UserId,
    /// 1 to 4,000 characters.
    pub text: String,
    pub created_at: Timestamp,
    #[sea_orm(belongs_to, from = "listing_id", to = "id")]
    pub listing: BelongsTo<super::listing::Entity>,
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
