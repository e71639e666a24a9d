//! Connection limits, in total and by address, so that one client cannot exhaust the server's memory or descriptors.
//!
//! Over a limit a connection gets an early response and is closed (load shedding). IPv6 addresses count by their
//! /64 network ([`source`]).

use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fd_limit;
use super::source_usage::{SourceShare, SourceUsage};
use crate::config::{Networks, Switch};

/// Maximum number of open connections in total; less if the file descriptor limit is lower.
const MAX_CONNECTIONS: usize = 32_768;

/// Maximum number of open connections from one address that is no trusted proxy; at most a quarter of the total.
pub const MAX_CONNECTIONS_PER_ADDRESS: usize = 1_024;

#[derive(Clone, Debug)]
pub struct ClientLimits {
    /// `off` removes the limit by address.
    pub rate_limits: Switch,
    /// Addresses without a limit by address; they may also speak HTTP/2.
    pub trusted_proxies: Networks,
    /// Maximum number of connections by address.
    pub max_per_address: usize,
}

impl ClientLimits {
    /// Whether the address is a trusted proxy. A peer on the Unix socket has no address and is always trusted.
    pub fn trusts(&self, address: Option<IpAddr>) -> bool {
        let mut networks = self.trusted_proxies.0.iter();
        address.is_none_or(|address| networks.any(|network| network.contains(&address.to_canonical())))
    }

    /// Whether no limit by address applies.
    pub fn is_unlimited(&self, address: IpAddr) -> bool {
        self.rate_limits == Switch::Off || self.trusts(Some(address))
    }
}

pub struct ConnectionLimiter {
    client_limits: ClientLimits,
    all: Arc<Semaphore>,
    by_source: SourceUsage,
}

/// Counts one connection until it is dropped.
pub struct ConnectionPermit {
    _permit: OwnedSemaphorePermit,
    _share: Option<SourceShare>,
}

/// The limit that a connection exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    Global,
    Address,
}

impl ConnectionLimiter {
    /// A limiter without connections. Raises the file descriptor limit, and lowers the maximum to what that allows.
    pub fn new(mut client_limits: ClientLimits) -> Self {
        let max_total = fd_limit::max_connections().min(MAX_CONNECTIONS);
        if max_total < MAX_CONNECTIONS {
            tracing::info!(
                connections = max_total,
                "The limit of open files lowers the maximum number of connections."
            );
        }
        client_limits.max_per_address = client_limits.max_per_address.min(max_total.div_ceil(4));
        Self {
            client_limits,
            all: Arc::new(Semaphore::new(max_total)),
            by_source: SourceUsage::default(),
        }
    }

    pub fn client_limits(&self) -> &ClientLimits {
        &self.client_limits
    }

    /// Acquires a permit for a connection from an address. A connection over the Unix socket has no address, and counts
    /// only towards the total.
    ///
    /// # Errors
    /// The limit that is reached.
    pub fn acquire(&self, address: Option<IpAddr>) -> Result<ConnectionPermit, Full> {
        let permit = self.all.clone().try_acquire_owned().map_err(|_| Full::Global)?;
        let share = match address.filter(|address| !self.client_limits.is_unlimited(*address)) {
            Some(address) => {
                let share = self.by_source.acquire(address, 1, self.client_limits.max_per_address);
                Some(share.ok_or(Full::Address)?)
            }
            None => None,
        };
        Ok(ConnectionPermit {
            _permit: permit,
            _share: share,
        })
    }
}
