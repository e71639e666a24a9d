//! Accepts connections and drives the endpoint over HTTP, with the limits that a server on the open internet
//! needs: time for headers, number of connections, size of headers, work at once.

use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::BoxEndpoint;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{ServiceBuilder, service_fn};

use crate::config::{Networks, Switch};

mod body_tracking;
mod client_io;
mod connection;
mod connection_limits;
mod early_responses;
mod fd_limit;
mod h2_stall;
mod http1;
mod http2;
mod keep_alive;
mod lingering_close;
mod unix_or_tcp;

use client_io::ClientIo;
pub use client_io::Timeouts;
use connection::{ConnectionInfo, drive};
pub use connection_limits::ClientLimits;
use connection_limits::{ConnectionLimiter, Full, MAX_CONNECTIONS_PER_ADDRESS};
use early_responses::EarlyResponse;
use keep_alive::RequestCycle;
use unix_or_tcp::Socket;
pub use unix_or_tcp::{Listener, bind, connect};

/// How long a client may take.
const TIMEOUTS: Timeouts = Timeouts {
    idle: Duration::from_secs(75),
    head: Duration::from_secs(10),
    reader: Duration::from_secs(30),
};

/// Requests under way at once, from everywhere; more are told to come back (503). One whose body is still arriving
/// counts, so it is many times what one address may hold open.
const MAX_REQUESTS: usize = 16_384;

/// How long an ordinary request may take from its last header to its answer.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(45);

/// How long to wait after the system had no descriptor for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long requests in flight may take to finish once the server is told to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(9);

/// The rules of the options.
#[derive(Clone, Debug)]
pub struct ListenerOptions {
    /// Who may hold how many connections.
    pub client_limits: ClientLimits,
    /// How long a client may take.
    pub client_timeouts: Timeouts,
    /// How long a request may take from its last header to its answer.
    pub request_timeout: fn(&Request) -> Duration,
    /// Whether the site is visited over https.
    pub https: bool,
}

impl ListenerOptions {
    /// The rules that the settings make, for a site over http.
    pub fn new(rate_limits: Switch, trusted_proxies: Networks, request_timeout: fn(&Request) -> Duration) -> Self {
        Self {
            client_limits: ClientLimits {
                rate_limits,
                trusted_proxies,
                max_per_address: MAX_CONNECTIONS_PER_ADDRESS,
            },
            client_timeouts: TIMEOUTS,
            request_timeout,
            https: false,
        }
    }
}

/// Serves `endpoint` on `listener` until `stop`, then finishes what is in flight.
pub async fn serve(
    listener: Listener,
    endpoint: BoxEndpoint<'static>,
    options: ListenerOptions,
    stop: CancellationToken,
) {
    let (endpoint, request_timeout) = (Arc::new(endpoint), options.request_timeout);
    let layers = ServiceBuilder::new()
        .load_shed()
        .concurrency_limit(MAX_REQUESTS)
        .service(service_fn(move |request: Request| {
            let (endpoint, request_timeout) = (endpoint.clone(), request_timeout(&request));
            async move { tokio::time::timeout(request_timeout, endpoint.get_response(request)).await }
        }));
    let connections = TaskTracker::new();
    let limiter = ConnectionLimiter::new(options.client_limits);
    loop {
        let (socket, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = unix_or_tcp::accept(&listener) => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors or memory: without a pause this would spin.
                    tracing::warn!(%error, "A connection could not be accepted.");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let permit = match limiter.acquire(peer.map(|peer| peer.ip())) {
            Ok(permit) => permit,
            Err(full) => {
                reject(socket, full, options.https);
                continue;
            }
        };
        let Ok(local) = unix_or_tcp::address(&socket) else {
            continue;
        };
        let info = ConnectionInfo {
            local: LocalAddr(local),
            remote: RemoteAddr(peer.map_or(unix_or_tcp::NO_ADDRESS, Addr::from)),
            is_trusted: limiter.client_limits().trusts(peer.map(|peer| peer.ip())),
            https: options.https,
        };
        let cycle = RequestCycle::default();
        let stream = Box::new(ClientIo::new(socket, options.client_timeouts, cycle.clone(), permit));
        connections.spawn(drive(stream, cycle, info, layers.clone(), stop.clone()));
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(DRAIN_TIMEOUT, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "Some connections did not finish in time.");
    }
}

/// Says why, in the only words that need no waiting, and hangs up.
fn reject(socket: Socket, full: Full, https: bool) {
    let told = unix_or_tcp::respond_and_close(socket, &EarlyResponse::from(full).to_bytes(https));
    tracing::debug!(?full, ?told, "A connection was turned away.");
}
