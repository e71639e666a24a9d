//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::{Networks, Switch};

/// Connections open at once, from everywhere.
const MOST_CONNECTIONS: usize = 32_768;

/// Connections open at once from one address that is no trusted proxy.
pub const MOST_CONNECTIONS_AN_ADDRESS: usize = 1_024;

/// Whom the door lets in, and how many of them.
#[derive(Clone, Debug)]
pub struct Guests {
    /// `off` lifts the number of connections an address may hold.
    pub rate_limits: Switch,
    /// May hold as many connections as they like.
    pub trusted_proxies: Networks,
    /// The most connections of everybody else's, by address.
    pub most_an_address: usize,
}

impl Guests {
    /// Whether that is the address of a proxy of ours. Whoever has none is one, over a Unix socket.
    pub fn trusts(&self, address: Option<IpAddr>) -> bool {
        let mut networks = self.trusted_proxies.0.iter();
        address.is_none_or(|address| networks.any(|network| network.contains(&address.to_canonical())))
    }

    fn may_be_many(&self, address: IpAddr) -> bool {
        self.rate_limits == Switch::Off || self.trusts(Some(address))
    }
}

/// Counts connections.
pub struct Places {
    guests: Guests,
    all: Arc<Semaphore>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One connection's place; free again when dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    address: Option<IpAddr>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// For anybody.
    House,
    /// For one address.
    Address,
}

impl Places {
    /// All free.
    pub fn new(guests: Guests) -> Self {
        Self {
            guests,
            all: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
            by_address: Arc::default(),
        }
    }

    /// Whom the door lets in.
    pub fn guests(&self) -> &Guests {
        &self.guests
    }

    /// A place for a connection from an address; for one from this machine, which has none, only the house can be full.
    ///
    /// # Errors
    /// Why there is none.
    pub fn take(&self, address: Option<IpAddr>) -> Result<Place, Full> {
        let permit = self.all.clone().try_acquire_owned().map_err(|_| Full::House)?;
        let address = address.map(|address| address.to_canonical());
        if let Some(address) = address {
            self.count(address)?;
        }
        Ok(Place {
            _permit: permit,
            address,
            by_address: self.by_address.clone(),
        })
    }

    fn count(&self, address: IpAddr) -> Result<(), Full> {
        let mut counts = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= self.guests.most_an_address && !self.guests.may_be_many(address) {
            return Err(Full::Address);
        }
        *count += 1;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut counts = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&address);
            }
        }
    }
}
