//! A person as other people see them: the public columns of `user`.

use sea_orm::DerivePartialModel;

use crate::entities::{UserId, user};

/// Queries select only these columns.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
pub struct Person {
    pub id: UserId,
    pub name: String,
}
