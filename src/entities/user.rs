//! The `user` table: people with an account.

use sea_orm::entity::prelude::*;

use super::{Timestamp, UserId};

/// A person with an account. Every person may list homes and enquire about those of others.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: UserId,
    /// 1 to 80 characters, visible to others.
    pub name: String,
    /// As it was typed; visible only to this person.
    pub email: String,
    /// The e-mail in lower case, for comparison.
    #[sea_orm(unique)]
    pub email_key: String,
    /// argon2id in PHC string form, with its parameters and salt.
    pub password_hash: String,
    /// Read receipts, which are mutual: others see what this person has read, and this person what they have read.
    pub receipts: bool,
    /// Presence, which is mutual: others see when this person was last seen, and this person sees theirs.
    pub presence: bool,
    /// Bumped by every visible change of this person's inbox.
    pub inbox_revision: i64,
    pub created_at: Timestamp,
    /// The last change of the profile or password.
    pub updated_at: Timestamp,
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
    #[sea_orm(has_many)]
    pub listings: HasMany<super::listing::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
