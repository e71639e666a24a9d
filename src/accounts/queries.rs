//! Reads of accounts and sessions.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::sessions::{ABSOLUTE_TIMEOUT, IDLE_TIMEOUT, Viewer};
use crate::db::Db;
use crate::entities::{Timestamp, UserId, session, user};
use crate::error::{AppError, Result};

/// Finds an account by the result of [`super::input::email_key`].
pub async fn user_by_email(db: &Db, email_key: &str) -> Result<Option<user::Model>> {
    Ok(user::Entity::find()
        .filter(user::Column::EmailKey.eq(email_key))
        .one(db.read())
        .await?)
}

pub async fn email_is_taken(db: &Db, email_key: &str) -> Result<bool> {
    let accounts = user::Entity::find().filter(user::Column::EmailKey.eq(email_key));
    Ok(accounts.count(db.read()).await? > 0)
}

/// # Errors
/// [`AppError::NotFound`] when the account does not exist.
pub async fn user(db: &Db, id: UserId) -> Result<user::Model> {
    user::Entity::find_by_id(id)
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)
}

/// The viewer's valid sessions, the last used first.
pub async fn sessions(db: &Db, viewer: &Viewer, now: Timestamp) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::UserId.eq(viewer.id))
        .filter(session::Column::SeenAt.gte(now.minus(IDLE_TIMEOUT)))
        .filter(session::Column::CreatedAt.gte(now.minus(ABSOLUTE_TIMEOUT)))
        .order_by_desc(session::Column::SeenAt)
        .order_by_desc(session::Column::Id)
        .all(db.read())
        .await?)
}
