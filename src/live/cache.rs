//! A cache that is never older than the last commit it was told of.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Result;

/// How many independent parts there are; more means less waiting for each other, and fewer loads that are not kept for
/// a neighbour's sake.
const SHARDS: usize = 64;

/// Values read from the database, kept until they are forgotten.
///
/// A load that a change overtakes is answered but not kept: the row it read may be the old one.
pub struct Cache<K, V> {
    shards: [Mutex<Shard<K, V>>; SHARDS],
    hasher: RandomState,
}

impl<K, V> Cache<K, V>
where
    K: Hash + Eq,
    V: Clone,
{
    /// Keeps at most `capacity` values.
    pub fn new(capacity: usize) -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::new(Shard::new(capacity / SHARDS))),
            hasher: RandomState::new(),
        }
    }

    /// The value kept under a key, if there is one.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.shard(key).get(key).cloned()
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
        let before = {
            let mut shard = self.shard(&key);
            if let Some(value) = shard.get(&key) {
                return Ok(value.clone());
            }
            shard.changes
        };
        let value = load().await?;
        let mut shard = self.shard(&key);
        if shard.changes == before {
            shard.put(key, value.clone());
        }
        Ok(value)
    }

    /// Keeps a value that no load could know better.
    pub fn put(&self, key: K, value: V) {
        self.shard(&key).put(key, value);
    }

    /// Forgets what is kept under a key, and keeps no load that began before now.
    pub fn evict<Q: Hash + Eq + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        let mut shard = self.shard(key);
        shard.changes += 1;
        shard.remove(key);
    }

    fn shard<Q: Hash + ?Sized>(&self, key: &Q) -> MutexGuard<'_, Shard<K, V>> {
        let number = self.hasher.hash_one(key) as usize % SHARDS;
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two generations of values. What is asked for moves to the young; when those are too many, they are the old ones, and
/// whatever nobody asked for since the last time is let go.
struct Shard<K, V> {
    changes: u64,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    most_young: usize,
}

impl<K: Hash + Eq, V> Shard<K, V> {
    fn new(capacity: usize) -> Self {
        Self {
            changes: 0,
            young: HashMap::new(),
            old: HashMap::new(),
            most_young: usize::max(capacity / 2, 1),
        }
    }

    fn get<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        if !self.old.is_empty()
            && !self.young.contains_key(key)
            && let Some((key, value)) = self.old.remove_entry(key)
        {
            self.put(key, value);
        }
        self.young.get(key)
    }

    fn put(&mut self, key: K, value: V) {
        if !self.old.is_empty() {
            self.old.remove(&key);
        }
        if self.young.len() >= self.most_young && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.young.remove(key);
        self.old.remove(key);
    }
}
