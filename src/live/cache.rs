//! A cache that is never older than the last commit it was told of.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::Mutex;
use std::time::Duration;

use crate::error::Result;

/// How many independent counters of changes there are; more means fewer loads that are not kept for a neighbour's
/// sake.
const SHARDS: usize = 64;

/// What nobody has asked about for this long is let go.
const IDLE: Duration = Duration::from_secs(60 * 60);

/// Values read from the database, kept until they are forgotten.
///
/// A load that a change overtakes is answered but not kept: the row it read may be the old one.
pub struct Cache<K, V> {
    entries: moka::sync::Cache<K, V>,
    changes: [Mutex<u64>; SHARDS],
    hasher: RandomState,
}

impl<K, V> Cache<K, V>
where
    K: Hash + Eq + Send + Sync + Clone + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Keeps at most `capacity` values.
    pub fn new(capacity: u64) -> Self {
        Self {
            entries: moka::sync::Cache::builder()
                .max_capacity(capacity)
                .time_to_idle(IDLE)
                .build(),
            changes: std::array::from_fn(|_| Mutex::new(0)),
            hasher: RandomState::new(),
        }
    }

    /// The value kept under a key, or else the one `load` finds.
    ///
    /// # Errors
    /// Those of `load`; nothing is kept then.
    pub async fn get_or_load<F, Fut>(&self, key: K, load: F) -> Result<V>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<V>>,
    {
        if let Some(value) = self.entries.get(&key) {
            return Ok(value);
        }
        let before = self.with_changes(&key, |changes| *changes);
        let value = load().await?;
        self.with_changes(&key, |changes| {
            if *changes == before {
                self.entries.insert(key.clone(), value.clone());
            }
        });
        Ok(value)
    }

    /// Forgets what is kept under a key, and keeps no load that began before now.
    pub fn forget(&self, key: &K) {
        self.with_changes(key, |changes| {
            *changes += 1;
            self.entries.invalidate(key);
        });
    }

    fn with_changes<T>(&self, key: &K, work: impl FnOnce(&mut u64) -> T) -> T {
        let shard = self.hasher.hash_one(key) as usize % SHARDS;
        let mut changes = self.changes[shard]
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        work(&mut changes)
    }
}
