//! Reply time of owners: the median time until their first reply, over the last 90 days, from an in-memory cache.
//!
//! The cache stores the single reply times, not the median. Old replies thus expire without a query, and an entry stays
//! valid until the owner's next first reply.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::{Change, Db};
use crate::entities::{Timestamp, UserId, conversation};
use crate::error::Result;
use crate::live::Cache;

/// Older replies do not count; in microseconds.
const PERIOD: i64 = 90 * Timestamp::DAY;

/// Per owner; the latest replies count.
const MAX_REPLIES: u64 = 200;

/// In owners; an entry takes at most three kilobytes.
const CACHE_CAPACITY: usize = 10_000;

/// The first reply of an owner in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FirstReply {
    at: Timestamp,
    /// Since the renter's first message, in microseconds.
    delay: i64,
}

pub struct ReplyTimes {
    db: Db,
    first_replies: Cache<UserId, Arc<[FirstReply]>>,
}

impl ReplyTimes {
    pub fn new(db: Db) -> Self {
        Self {
            db,
            first_replies: Cache::new(CACHE_CAPACITY),
        }
    }

    /// Evicts the owner who has replied for the first time in a conversation.
    pub fn handle_change(&self, change: &Change) {
        if let Change::FirstReply(owner) = change {
            self.first_replies.evict(owner);
        }
    }

    /// The median delay of an owner's first replies in the last 90 days, in microseconds. None without a reply.
    pub async fn median(&self, owner: UserId, now: Timestamp) -> Result<Option<i64>> {
        let since = now.minus(PERIOD);
        let replies = self
            .first_replies
            .get_or_load(owner, || self.load_first_replies(owner, since))
            .await?;
        let recent = replies.iter().filter(|reply| reply.at >= since);
        Ok(median(recent.map(|reply| reply.delay).collect()))
    }

    async fn load_first_replies(&self, owner: UserId, since: Timestamp) -> Result<Arc<[FirstReply]>> {
        let rows: Vec<(Timestamp, Timestamp)> = conversation::Entity::find()
            .select_only()
            .columns([conversation::Column::AskedAt, conversation::Column::AnsweredAt])
            .filter(conversation::Column::OwnerId.eq(owner))
            .filter(conversation::Column::AskedAt.is_not_null())
            .filter(conversation::Column::AnsweredAt.gte(since))
            .order_by_desc(conversation::Column::AnsweredAt)
            .limit(MAX_REPLIES)
            .into_tuple()
            .all(self.db.read())
            .await?;
        let reply = |(asked, at): (Timestamp, Timestamp)| FirstReply {
            at,
            delay: at.0.saturating_sub(asked.0),
        };
        Ok(rows.into_iter().map(reply).collect())
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
