//! Presence: when people were last seen, in memory like the revisions.
//!
//! Every request of a signed-in person counts, and none is written to the database. For a person without a request
//! since the process started, the sessions in the database give the time, to within an hour.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::cache::Cache;
use crate::db::{Change, Db};
use crate::entities::{Timestamp, UserId, session, user};
use crate::error::{AppError, Result};

/// In people.
const CAPACITY: usize = 100_000;

pub struct Presence {
    db: Db,
    seen: Cache<UserId, Timestamp>,
    stored: Cache<UserId, Stored>,
}

/// The presence of a person as the database has it.
#[derive(Clone, Copy)]
struct Stored {
    /// Whether others see this person's presence, and this person theirs.
    enabled: bool,
    /// The latest use of a session, to within an hour.
    seen_at: Option<Timestamp>,
}

impl Presence {
    pub fn new(db: Db) -> Self {
        Self {
            db,
            seen: Cache::new(CAPACITY),
            stored: Cache::new(CAPACITY),
        }
    }

    /// Evicts what a committed change has made stale.
    pub fn handle_change(&self, change: &Change) {
        if let Change::Presence(person) = change {
            self.stored.evict(person);
        }
    }

    pub fn record_seen(&self, person: UserId, now: Timestamp) {
        self.seen.put(person, now);
    }

    /// Whether two people show each other when they are active. Presence is mutual: both must have it switched on.
    pub async fn is_shared(&self, one: UserId, other: UserId) -> Result<bool> {
        Ok(self.stored(one).await?.enabled && self.stored(other).await?.enabled)
    }

    /// When the other participant was last seen. `None` unless both people have presence switched on.
    pub async fn last_seen(&self, viewer: UserId, other: UserId) -> Result<Option<Timestamp>> {
        if !self.is_shared(viewer, other).await? {
            return Ok(None);
        }
        match self.seen.get(&other) {
            Some(seen_at) => Ok(Some(seen_at)),
            None => Ok(self.stored(other).await?.seen_at),
        }
    }

    async fn stored(&self, person: UserId) -> Result<Stored> {
        self.stored.get_or_load(person, || self.load_stored(person)).await
    }

    async fn load_stored(&self, person: UserId) -> Result<Stored> {
        let last_session_use = session::Entity::find()
            .select_only()
            .expr(session::Column::SeenAt.max())
            .filter(session::Column::UserId.eq(person))
            .into_query();
        let row: Option<(bool, Option<Timestamp>)> = user::Entity::find_by_id(person)
            .select_only()
            .column(user::Column::Presence)
            .expr(Expr::SubQuery(None, Box::new(last_session_use.into())))
            .into_tuple()
            .one(self.db.read())
            .await?;
        let (enabled, seen_at) = row.ok_or(AppError::NotFound)?;
        Ok(Stored { enabled, seen_at })
    }
}
