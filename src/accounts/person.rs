//! People as others see them.

use sea_orm::DerivePartialModel;

use crate::entities::{UserId, user};

/// A person as others see them: what a query takes from their row, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
pub struct Person {
    /// Who they are.
    pub id: UserId,
    /// Their name.
    pub name: String,
}
