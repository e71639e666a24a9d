//! People as others see them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QuerySelect};

use crate::db::Db;
use crate::entities::{UserId, user};
use crate::error::{AppError, Result};

/// A person as others see them: what a query takes from their row, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
pub struct Person {
    /// Who they are.
    pub id: UserId,
    /// Their name.
    pub name: String,
}

/// Some people by their ids.
#[derive(Debug, Default)]
pub struct People(HashMap<UserId, String>);

impl People {
    /// A person among those asked for.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when they were not asked for: the schema keeps the account of whoever wrote a row.
    pub fn get(&self, id: UserId) -> Result<Person> {
        let name = self.0.get(&id).cloned();
        let name = name.ok_or_else(|| AppError::unexpected(format!("person {id} is missing")))?;
        Ok(Person { id, name })
    }
}

/// The people with these ids, in one query.
///
/// # Errors
/// When the database does not answer.
pub async fn people(db: &Db, ids: impl IntoIterator<Item = UserId>) -> Result<People> {
    let mut ids: Vec<UserId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(People::default());
    }
    let rows: Vec<(UserId, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::Id.is_in(ids))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(People(rows.into_iter().collect()))
}
