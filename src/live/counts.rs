//! How many there are of something that is looked for in many ways: counted once, until one of them changes.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Cache;
use crate::error::Result;

/// How many ways of looking are remembered.
const REMEMBERED: usize = 2_000;

/// The longest of them, in bytes; what is longer is counted each time.
const LONGEST: usize = 300;

/// Counts, by what was looked for.
pub struct Counts {
    /// Grows with every change; what was counted before one is asked for no more.
    changes: AtomicU64,
    counts: Cache<(u64, String), u64>,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            changes: AtomicU64::new(0),
            counts: Cache::new(REMEMBERED),
        }
    }
}

impl Counts {
    /// The number known for what was looked for, or else the one `count` finds.
    ///
    /// # Errors
    /// Those of `count`.
    pub async fn get_or_count<F, Fut>(&self, looked_for: String, count: F) -> Result<u64>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<u64>>,
    {
        if looked_for.len() > LONGEST {
            return count().await;
        }
        let changes = self.changes.load(Ordering::Acquire);
        self.counts.get_or_load((changes, looked_for), count).await
    }

    /// Nothing that was counted holds any more.
    pub fn forget(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }
}
