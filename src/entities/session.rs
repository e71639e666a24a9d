//! Devices people are signed in on.

use sea_orm::entity::prelude::*;

use super::{SessionId, Timestamp, UserId};

/// A device somebody is signed in on. Whoever holds the token is that person, so only its hash is kept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Grows with each sign-in; names the session in settings.
    #[sea_orm(primary_key)]
    pub id: SessionId,
    /// Who is signed in.
    pub user_id: UserId,
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// What the browser said it is, shortened.
    pub device: String,
    /// When this sign-in happened.
    pub created_at: Timestamp,
    /// When it was last used, to within an hour.
    pub seen_at: Timestamp,
    /// Who is signed in.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
