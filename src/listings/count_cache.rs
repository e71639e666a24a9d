//! Cache of result counts: each search is counted once until a listing changes.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::db::Change;
use crate::error::Result;
use crate::live::Cache;

/// In searches.
const CACHE_CAPACITY: usize = 2_000;

/// In bytes; a search with a longer key is not cached.
const MAX_KEY_LENGTH: usize = 300;

/// Counts by the key of the search ([`super::filter::Filter::cache_key`]).
pub struct CountCache {
    /// Incremented with every change of a listing. It is part of the cache key, so older counts are never returned.
    generation: AtomicU64,
    counts: Cache<(u64, String), u64>,
}

impl Default for CountCache {
    fn default() -> Self {
        Self {
            generation: AtomicU64::new(0),
            counts: Cache::new(CACHE_CAPACITY),
        }
    }
}

impl CountCache {
    /// The cached number for a search, or the result of `count`, which is then cached.
    ///
    /// # Errors
    /// Those of `count`.
    pub async fn get_or_count<F, Fut>(&self, key: String, count: F) -> Result<u64>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<u64>>,
    {
        if key.len() > MAX_KEY_LENGTH {
            return count().await;
        }
        let generation = self.generation.load(Ordering::Acquire);
        self.counts.get_or_load((generation, key), count).await
    }

    /// Invalidates all counts when a listing has changed.
    pub fn handle_change(&self, change: &Change) {
        if matches!(change, Change::Listings) {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
    }
}
