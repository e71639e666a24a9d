//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fd_limit;
use crate::config::{Networks, Switch};
use crate::rate_limits::source;

/// Connections open at once, from everywhere; fewer where the system allows no more.
const MAX_CONNECTIONS: usize = 32_768;

/// Connections open at once from one source that is no trusted proxy; never more than a quarter of all.
pub const MAX_CONNECTIONS_PER_ADDRESS: usize = 1_024;

/// Whom the door lets in, and how many of them.
#[derive(Clone, Debug)]
pub struct ClientLimits {
    /// `off` lifts the number of connections an address may hold.
    pub rate_limits: Switch,
    /// May hold as many connections as they like.
    pub trusted_proxies: Networks,
    /// The most connections of everybody else's, by source.
    pub max_per_address: usize,
}

impl ClientLimits {
    /// Whether that is the address of a proxy of ours. Whoever has none is one, over a Unix socket.
    pub fn trusts(&self, address: Option<IpAddr>) -> bool {
        let mut networks = self.trusted_proxies.0.iter();
        address.is_none_or(|address| networks.any(|network| network.contains(&address.to_canonical())))
    }

    fn is_unlimited(&self, address: IpAddr) -> bool {
        self.rate_limits == Switch::Off || self.trusts(Some(address))
    }
}

/// Counts connections.
pub struct ConnectionLimiter {
    client_limits: ClientLimits,
    all: Arc<Semaphore>,
    by_source: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One connection's place; free again when dropped.
pub struct ConnectionPermit {
    _permit: OwnedSemaphorePermit,
    source: Option<IpAddr>,
    by_source: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// For anybody.
    Global,
    /// For one source.
    Address,
}

impl ConnectionLimiter {
    /// All free: as many as this process may open.
    pub fn new(mut client_limits: ClientLimits) -> Self {
        let most = fd_limit::max_connections().min(MAX_CONNECTIONS);
        if most < MAX_CONNECTIONS {
            tracing::info!(connections = most, "The system lets this process open few files.");
        }
        client_limits.max_per_address = client_limits.max_per_address.min(most.div_ceil(4));
        Self {
            client_limits,
            all: Arc::new(Semaphore::new(most)),
            by_source: Arc::default(),
        }
    }

    /// Whom the door lets in.
    pub fn client_limits(&self) -> &ClientLimits {
        &self.client_limits
    }

    /// A place for a connection from an address; for one from this machine, which has none, only the house can be full.
    ///
    /// # Errors
    /// Why there is none.
    pub fn acquire(&self, address: Option<IpAddr>) -> Result<ConnectionPermit, Full> {
        let permit = self.all.clone().try_acquire_owned().map_err(|_| Full::Global)?;
        if let Some(address) = address {
            self.count(address)?;
        }
        Ok(ConnectionPermit {
            _permit: permit,
            source: address.map(source),
            by_source: self.by_source.clone(),
        })
    }

    fn count(&self, address: IpAddr) -> Result<(), Full> {
        let mut counts = self.by_source.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(source(address)).or_default();
        if *count >= self.client_limits.max_per_address && !self.client_limits.is_unlimited(address) {
            return Err(Full::Address);
        }
        *count += 1;
        Ok(())
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let Some(source) = self.source else { return };
        let mut counts = self.by_source.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&source);
            }
        }
    }
}
