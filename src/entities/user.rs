//! People with an account.

use sea_orm::entity::prelude::*;

use super::{Timestamp, UserId};

/// A person with an account. Everybody may list homes and ask about other people's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Grows with each account.
    #[sea_orm(primary_key)]
    pub id: UserId,
    /// As others see it, 1 to 80 characters.
    pub name: String,
    /// As it was typed; shown to its owner only.
    pub email: String,
    /// The e-mail in lower case: what is compared, and unique.
    #[sea_orm(unique)]
    pub email_key: String,
    /// argon2id in PHC string form, with its parameters and salt.
    pub password_hash: String,
    /// Whether others see what this person has read, and this person sees it of them.
    pub receipts: bool,
    /// Whether others see when this person is there, and this person sees it of them.
    pub presence: bool,
    /// Grows with every visible change of this person's inbox.
    pub inbox_revision: i64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When the profile or password last changed.
    pub updated_at: Timestamp,
    /// Devices signed in.
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
    /// Homes this person offers.
    #[sea_orm(has_many)]
    pub listings: HasMany<super::listing::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
