//! How many there are of something that is looked for in many ways: counted once, until one of them changes.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::db::Change;
use crate::error::Result;
use crate::live::Cache;

/// How many ways of looking are remembered.
const CACHE_CAPACITY: usize = 2_000;

/// The longest of them, in bytes; what is longer is counted each time.
const MAX_LENGTH: usize = 300;

/// CountCache, by what was looked for.
pub struct CountCache {
    /// Grows with every change; what was counted before one is asked for no more.
    changes: AtomicU64,
    counts: Cache<(u64, String), u64>,
}

impl Default for CountCache {
    fn default() -> Self {
        Self {
            changes: AtomicU64::new(0),
            counts: Cache::new(CACHE_CAPACITY),
        }
    }
}

impl CountCache {
    /// The number known for what was looked for, or else the one `count` finds.
    ///
    /// # Errors
    /// Those of `count`.
    pub async fn get_or_count<F, Fut>(&self, looked_for: String, count: F) -> Result<u64>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<u64>>,
    {
        if looked_for.len() > MAX_LENGTH {
            return count().await;
        }
        let changes = self.changes.load(Ordering::Acquire);
        self.counts.get_or_load((changes, looked_for), count).await
    }

    /// Makes every count stale when a listing has changed.
    pub fn handle_change(&self, change: &Change) {
        if matches!(change, Change::Listings) {
            self.changes.fetch_add(1, Ordering::AcqRel);
        }
    }
}
