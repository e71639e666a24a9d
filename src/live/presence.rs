//! When people were last seen, in memory like the revisions.
//!
//! Whoever asks for a page is seen, and nothing is written down for it. Of whom no page has asked since the process
//! began, the database knows by their sessions, to within an hour.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::cache::Cache;
use crate::db::{Change, Db};
use crate::entities::{Timestamp, UserId, session, user};
use crate::error::{AppError, Result};

/// The most people who are cached.
const CAPACITY: usize = 100_000;

/// The cache of when people were last seen, and of who lets others see it.
pub struct Presence {
    db: Db,
    seen: Cache<UserId, Timestamp>,
    stored: Cache<UserId, Stored>,
}

/// What the database knows of somebody.
#[derive(Clone, Copy)]
struct Stored {
    /// Whether others see when they are there, and they see it of others.
    shown: bool,
    /// When a session of theirs was last used.
    seen_at: Option<Timestamp>,
}

impl Presence {
    /// An empty cache in front of `db`.
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

    /// Notes that a page of somebody's has asked for something.
    pub fn record_seen(&self, person: UserId, now: Timestamp) {
        self.seen.put(person, now);
    }

    /// When the person a viewer talks with was last seen, if both want such things shown.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_seen(&self, viewer: UserId, other: UserId) -> Result<Option<Timestamp>> {
        let (mine, theirs) = (self.stored(viewer).await?, self.stored(other).await?);
        if !mine.shown || !theirs.shown {
            return Ok(None);
        }
        Ok(self.seen.get(&other).or(theirs.seen_at))
    }

    async fn stored(&self, person: UserId) -> Result<Stored> {
        self.stored.get_or_load(person, || self.load_stored(person)).await
    }

    async fn load_stored(&self, person: UserId) -> Result<Stored> {
        let last = session::Entity::find()
            .select_only()
            .expr(session::Column::SeenAt.max())
            .filter(session::Column::UserId.eq(person))
            .into_query();
        let found: Option<(bool, Option<Timestamp>)> = user::Entity::find_by_id(person)
            .select_only()
            .column(user::Column::Presence)
            .expr(Expr::SubQuery(None, Box::new(last.into())))
            .into_tuple()
            .one(self.db.read())
            .await?;
        let (shown, seen_at) = found.ok_or(AppError::NotFound)?;
        Ok(Stored { shown, seen_at })
    }
}
