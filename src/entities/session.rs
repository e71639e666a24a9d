//! The `session` table: the devices on which people are signed in.

use sea_orm::entity::prelude::*;

use super::{SessionId, Timestamp, UserId};

/// A sign-in on one device. The token authenticates the person, so only its hash is stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Increases with each sign-in; identifies the session in the settings.
    #[sea_orm(primary_key)]
    pub id: SessionId,
    pub user_id: UserId,
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// A short description, from the `User-Agent` of the browser.
    pub device: String,
    pub created_at: Timestamp,
    /// The last use, to within an hour.
    pub seen_at: Timestamp,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
