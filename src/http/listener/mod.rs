//! The HTTP listener: accepts connections, applies their limits, and calls the endpoint for each request.
//!
//! Limits: connections in total and by address, size and time of a request's head, requests at once (load shedding),
//! time of a request, time without progress.
//!
//! The states of an HTTP/1 connection, and the files that hold each transition:
//!
//! ```text
//!  accepted ─ no permit ───────────────────────────▶ early response ─▶ closed  connection_limits, early_responses
//!     │ permit                                                                  connection_limits
//!     ▼
//!  first bytes ─ HTTP/2 preface of a trusted proxy ▶ HTTP/2                     connection, http2, h2_stall
//!     │ other bytes      (no bytes for 75 s ────────▶ closed)                   connection, client_io
//!     ▼
//!  HEAD AWAITED, with hyper's parser
//!     ├─ no bytes for 75 s ────────────────────────▶ closed                     http1
//!     ├─ head incomplete after 10 s (slowloris) ───▶ closed                     client_io
//!     ├─ head malformed or too large ──────────────▶ LINGER, 400 or 431         client_io, http1, early_responses
//!     │ head complete: the cycle number becomes odd                             keep_alive
//!     ▼
//!  REQUEST, the endpoint runs
//!     │   end of the request's body is recorded                                 body_tracking
//!     │   too many requests, or timeout: response 503                           mod, connection
//!     ▼
//!  RESPONSE
//!     ├─ status 101 ───────────────────────────────▶ WebSocket                  body_tracking
//!     ├─ client reads nothing for 30 s ────────────▶ closed                     client_io
//!     │ hyper drops the response's body: the cycle number becomes even          body_tracking, keep_alive
//!     ▼
//!  FLUSHED                                                                      client_io, keep_alive
//!     ├─ request's body unread, hyper closes ──────▶ LINGER                     http1
//!     ├─ last request of the connection ───────────▶ closed                     hyper, http1
//!     ├─ not `can_idle`: the parser stays ─────────▶ HEAD AWAITED               keep_alive, http1
//!     │ `can_idle`: the parser is dropped                                       keep_alive, http1
//!     ▼
//!  IDLE, without a parser
//!     ├─ no bytes for 75 s ────────────────────────▶ closed                     client_io
//!     └─ socket readable ──────────────────────────▶ HEAD AWAITED               http1
//!
//!  LINGER ─ EOF, 2 s silence, 10 s or 4 MiB ───────▶ closed                     lingering_close
//! ```
//!
//! When the server stops, connections that are idle or linger close at once. A request under way is finished first.

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
mod chunked_body;
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
mod response_budget;
mod source_usage;
mod unix_or_tcp;

use client_io::ClientIo;
pub use client_io::Timeouts;
use connection::{ConnectionInfo, drive};
pub use connection_limits::ClientLimits;
use connection_limits::{ConnectionLimiter, Full, MAX_CONNECTIONS_PER_ADDRESS};
use early_responses::EarlyResponse;
use keep_alive::RequestCycle;
use response_budget::ResponseBudget;
use unix_or_tcp::Socket;
pub use unix_or_tcp::{Listener, bind, connect};

const TIMEOUTS: Timeouts = Timeouts {
    idle: Duration::from_secs(75),
    head: Duration::from_secs(10),
    stall: Duration::from_secs(30),
    min_read_rate: 8_192.0,
};

/// Maximum number of requests at once, of all clients. Load shedding: further requests get 503. A request counts
/// while its body is still being uploaded, so this is many times [`MAX_CONNECTIONS_PER_ADDRESS`].
const MAX_REQUESTS: usize = 16_384;

/// Time limit of an ordinary request, from the end of its head to the head of its response.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(45);

/// Pause after a failed `accept`, for example without a free file descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long requests under way may take to finish after the server has been stopped.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(9);

/// Limits and timeouts of a listener.
#[derive(Clone, Debug)]
pub struct ListenerOptions {
    pub client_limits: ClientLimits,
    pub client_timeouts: Timeouts,
    /// Time limit of a request, from the end of its head to the head of its response.
    pub request_timeout: fn(&Request) -> Duration,
    /// Whether clients reach the site over https, through a proxy. Adds HSTS to early responses.
    pub https: bool,
}

impl ListenerOptions {
    /// Options with the default timeouts and limits, for a site over http.
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

/// Serves `endpoint` on `listener` until `stop` is cancelled. Then waits up to 9 s for requests under way.
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
    let budget = Arc::new(ResponseBudget::new(limiter.client_limits().clone()));
    loop {
        let (socket, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = unix_or_tcp::accept(&listener) => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Without file descriptors or memory, `accept` fails at once; without a pause this would spin.
                    tracing::warn!(%error, "Accepting a connection failed.");
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
            budget: budget.clone(),
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
        tracing::warn!(
            open = connections.len(),
            "Some connections did not finish before the drain timeout."
        );
    }
}

/// Sends an early response without waiting, and closes the connection: it holds no permit.
fn reject(socket: Socket, full: Full, https: bool) {
    let sent = unix_or_tcp::respond_and_close(socket, &EarlyResponse::from(full).to_bytes(https));
    tracing::debug!(?full, ?sent, "A connection was rejected: over a connection limit.");
}
