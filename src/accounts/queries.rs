//! Reads of accounts and sessions.

use std::cmp::Reverse;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

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

/// Sessions in settings.
pub const MAX_SESSIONS: u64 = 50;

/// The viewer's valid sessions: their current one, and of the others at most [`MAX_SESSIONS`], the last used first.
/// Also returns whether there are more.
pub async fn sessions(db: &Db, viewer: &Viewer, now: Timestamp) -> Result<(Vec<session::Model>, bool)> {
    let mut rows = session::Entity::find()
        .filter(session::Column::UserId.eq(viewer.id))
        .filter(session::Column::SeenAt.gte(now.minus(IDLE_TIMEOUT)))
        .filter(session::Column::CreatedAt.gte(now.minus(ABSOLUTE_TIMEOUT)))
        // First, so that the limit does not leave it out.
        .order_by_desc(Expr::expr(session::Column::Id.eq(viewer.session)))
        .order_by_desc(session::Column::SeenAt)
        .order_by_desc(session::Column::Id)
        .limit(MAX_SESSIONS + 2)
        .all(db.read())
        .await?;
    let has_more = rows.len() as u64 > MAX_SESSIONS + 1;
    rows.truncate(usize::try_from(MAX_SESSIONS).unwrap_or(usize::MAX) + 1);
    rows.sort_by_key(|row| Reverse((row.seen_at, row.id)));
    Ok((rows, has_more))
}
