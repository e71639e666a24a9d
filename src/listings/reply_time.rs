//! How long an owner takes to answer: the first answers of the last 90 days, in memory like the revisions.
//!
//! The times themselves are kept and not what follows from them: what is too old falls out as time goes on, and no
//! page asks the database for it while nobody answers.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::{Change, Db};
use crate::entities::{Timestamp, UserId, conversation};
use crate::error::Result;
use crate::live::Cache;

/// How far back answers count.
const SPAN: i64 = 90 * Timestamp::DAY;

/// The most answers that are looked at, the latest.
const MOST: u64 = 200;

/// The most owners who are cached; each takes at most three kilobytes.
const CAPACITY: usize = 10_000;

/// A first answer: when it was given, and how long it took, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstReply {
    at: Timestamp,
    took: i64,
}

/// The cache of owners' first replies.
pub struct ReplyTimes {
    db: Db,
    first_replies: Cache<UserId, Arc<[FirstReply]>>,
}

impl ReplyTimes {
    /// An empty cache in front of `db`.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            first_replies: Cache::new(CAPACITY),
        }
    }

    /// Evicts what a committed change has made stale.
    pub fn handle_change(&self, change: &Change) {
        if let Change::Answer(owner) = change {
            self.first_replies.evict(owner);
        }
    }

    /// The median time, in microseconds, in which somebody gave their first answers in the last 90 days. None without
    /// an answer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn median(&self, owner: UserId, now: Timestamp) -> Result<Option<i64>> {
        let since = now.minus(SPAN);
        let answers = self
            .first_replies
            .get_or_load(owner, || self.load_first_replies(owner, since))
            .await?;
        let recent = answers.iter().filter(|answer| answer.at >= since);
        Ok(median(recent.map(|answer| answer.took).collect()))
    }

    async fn load_first_replies(&self, owner: UserId, since: Timestamp) -> Result<Arc<[FirstReply]>> {
        let rows: Vec<(Timestamp, Timestamp)> = conversation::Entity::find()
            .select_only()
            .columns([conversation::Column::AskedAt, conversation::Column::AnsweredAt])
            .filter(conversation::Column::OwnerId.eq(owner))
            .filter(conversation::Column::AskedAt.is_not_null())
            .filter(conversation::Column::AnsweredAt.gte(since))
            .order_by_desc(conversation::Column::AnsweredAt)
            .limit(MOST)
            .into_tuple()
            .all(self.db.read())
            .await?;
        let answer = |(asked, at): (Timestamp, Timestamp)| FirstReply {
            at,
            took: at.0.saturating_sub(asked.0),
        };
        Ok(rows.into_iter().map(answer).collect())
    }
}

fn median(mut times: Vec<i64>) -> Option<i64> {
    times.sort_unstable();
    let (lower, upper) = (
        times.get(times.len().saturating_sub(1) / 2)?,
        times.get(times.len() / 2)?,
    );
    Some(i64::midpoint(*lower, *upper))
}
