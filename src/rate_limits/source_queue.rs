//! A bounded queue with a share for each source: for work that takes long and that clients without an account may ask
//! for, such as password hashes.
//!
//! Of each source, one caller at a time passes on to the work; the others wait for it. So sources take turns, and a
//! caller waits for at most one piece of work of each other source.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{AppError, Result};

/// A bounded queue with a share for each source. A clone is the same queue.
#[derive(Clone)]
pub struct SourceQueue {
    sources: Arc<Mutex<HashMap<IpAddr, Source>>>,
    /// Callers of one source, waiting or at work.
    share: usize,
    /// Callers of all sources.
    capacity: usize,
}

struct Source {
    callers: usize,
    /// One permit.
    next: Arc<Semaphore>,
}

/// Permission to do the work. Dropping it lets the next caller of its source pass.
pub struct QueuePermit {
    _next: OwnedSemaphorePermit,
    _place: Place,
}

/// A place in the queue, which dropping gives back.
struct Place {
    queue: SourceQueue,
    source: IpAddr,
}

impl SourceQueue {
    pub fn new(share: usize, capacity: usize) -> Self {
        Self {
            sources: Arc::default(),
            share,
            capacity,
        }
    }

    /// Waits until no other caller of the source is at work.
    ///
    /// # Errors
    /// [`AppError::Busy`] at once when the share of the source or the queue is full.
    pub async fn acquire(&self, source: IpAddr) -> Result<QueuePermit> {
        let (place, next) = self.enter(source).ok_or(AppError::Busy)?;
        let next = next.acquire_owned().await.map_err(AppError::unexpected)?;
        Ok(QueuePermit {
            _next: next,
            _place: place,
        })
    }

    fn enter(&self, source: IpAddr) -> Option<(Place, Arc<Semaphore>)> {
        let mut sources = self.lock();
        let callers: usize = sources.values().map(|source| source.callers).sum();
        let entry = sources.entry(source).or_insert_with(|| Source {
            callers: 0,
            next: Arc::new(Semaphore::new(1)),
        });
        if entry.callers >= self.share || callers >= self.capacity {
            if entry.callers == 0 {
                sources.remove(&source);
            }
            return None;
        }
        entry.callers += 1;
        let place = Place {
            queue: self.clone(),
            source,
        };
        Some((place, entry.next.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, Source>> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut sources = self.queue.lock();
        if let Some(entry) = sources.get_mut(&self.source) {
            entry.callers -= 1;
            if entry.callers == 0 {
                sources.remove(&self.source);
            }
        }
    }
}
