//! How much of a resource each source uses: connections, or bytes of unsent responses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::rate_limits::address_key;

/// The amounts in use by source. A clone counts together with the original.
#[derive(Clone, Default)]
pub struct SourceUsage(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// An amount that a source uses, until it is dropped.
pub struct SourceShare {
    usage: SourceUsage,
    source: IpAddr,
    amount: usize,
}

impl SourceUsage {
    /// Adds an amount for an address. `None` if its source would then use more than `max`.
    pub fn acquire(&self, address: IpAddr, amount: usize, max: usize) -> Option<SourceShare> {
        let source = address_key(address);
        let mut amounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = amounts.get(&source).copied().unwrap_or(0);
        if used + amount > max {
            return None;
        }
        amounts.insert(source, used + amount);
        Some(SourceShare {
            usage: self.clone(),
            source,
            amount,
        })
    }
}

impl Drop for SourceShare {
    fn drop(&mut self) {
        let mut amounts = self.usage.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = amounts.get_mut(&self.source) {
            *used -= self.amount;
            if *used == 0 {
                amounts.remove(&self.source);
            }
        }
    }
}
