//! An in-memory cache of database values that keeps no value from before the last eviction of its key.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Result;

/// Independent shards, each with a lock. An eviction keeps the loads under way in its whole shard from being cached, so
/// more shards mean less contention and fewer values that are loaded again.
const SHARDS: usize = 64;

/// Values loaded from the database, cached until they are evicted.
///
/// If an eviction happens during a load, the loaded value is returned but not cached: it may be from before the change.
pub struct Cache<K, V> {
    shards: [Mutex<Shard<K, V>>; SHARDS],
    hasher: RandomState,
}

impl<K, V> Cache<K, V>
where
    K: Hash + Eq,
    V: Clone,
{
    /// Creates a cache for at most `capacity` values.
    pub fn new(capacity: usize) -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::new(Shard::new(capacity / SHARDS))),
            hasher: RandomState::new(),
        }
    }

    /// The cached value of a key.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.shard(key).get(key).cloned()
    }

    /// Returns the cached value of a key, or loads and caches it. An error of `load` is returned and not cached.
    pub async fn get_or_load<F, Fut>(&self, key: K, load: F) -> Result<V>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<V>>,
    {
        let evictions_before = {
            let mut shard = self.shard(&key);
            if let Some(value) = shard.get(&key) {
                return Ok(value.clone());
            }
            shard.evictions
        };
        let value = load().await?;
        let mut shard = self.shard(&key);
        if shard.evictions == evictions_before {
            shard.put(key, value.clone());
        }
        Ok(value)
    }

    /// Caches a value that no load could supersede: one that memory knows before the database.
    pub fn put(&self, key: K, value: V) {
        self.shard(&key).put(key, value);
    }

    /// Evicts a key. Loads of the same shard that are under way will not be cached.
    pub fn evict<Q: Hash + Eq + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        let mut shard = self.shard(key);
        shard.evictions += 1;
        shard.remove(key);
    }

    fn shard<Q: Hash + ?Sized>(&self, key: &Q) -> MutexGuard<'_, Shard<K, V>> {
        let index = self.hasher.hash_one(key) as usize % SHARDS;
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two generations of values, an approximation of least-recently-used eviction. A value that is read moves to the young
/// generation. When that is full, it replaces the old generation, whose values are evicted.
struct Shard<K, V> {
    evictions: u64,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    max_young: usize,
}

impl<K: Hash + Eq, V> Shard<K, V> {
    fn new(capacity: usize) -> Self {
        Self {
            evictions: 0,
            young: HashMap::new(),
            old: HashMap::new(),
            max_young: usize::max(capacity / 2, 1),
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
        if self.young.len() >= self.max_young && !self.young.contains_key(&key) {
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
