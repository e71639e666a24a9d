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

use client_io::Guarded;
pub use client_io::Patience;
use connection::{Ends, drive};
pub use connection_limits::Guests;
use connection_limits::{Full, MOST_CONNECTIONS_AN_ADDRESS, Places};
use early_responses::Refusal;
use keep_alive::Turns;
use unix_or_tcp::Socket;
pub use unix_or_tcp::{Listener, bind, connect};

/// How long a client may take.
const PATIENCE: Patience = Patience {
    idle: Duration::from_secs(75),
    head: Duration::from_secs(10),
    reader: Duration::from_secs(30),
};

/// Requests under way at once, from everywhere; more are told to come back (503). One whose body is still arriving
/// counts, so it is many times what one address may hold open.
const MOST_REQUESTS: usize = 16_384;

/// How long an ordinary request may take from its last header to its answer.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(45);

/// How long to wait after the system had no descriptor for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long requests in flight may take to finish once the server is told to stop.
const DRAIN_PATIENCE: Duration = Duration::from_secs(9);

/// The rules of the door.
#[derive(Clone, Debug)]
pub struct Door {
    /// Who may hold how many connections.
    pub guests: Guests,
    /// How long a client may take.
    pub client_patience: Patience,
    /// How long a request may take from its last header to its answer.
    pub patience: fn(&Request) -> Duration,
    /// Whether the site is visited over https.
    pub https: bool,
}

impl Door {
    /// The rules that the settings make, for a site over http.
    pub fn of(rate_limits: Switch, trusted_proxies: Networks, patience: fn(&Request) -> Duration) -> Self {
        Self {
            guests: Guests {
                rate_limits,
                trusted_proxies,
                most_an_address: MOST_CONNECTIONS_AN_ADDRESS,
            },
            client_patience: PATIENCE,
            patience,
            https: false,
        }
    }
}

/// Serves `endpoint` on `listener` until `stop`, then finishes what is in flight.
pub async fn serve(listener: Listener, endpoint: BoxEndpoint<'static>, door: Door, stop: CancellationToken) {
    let (endpoint, patience) = (Arc::new(endpoint), door.patience);
    let layers = ServiceBuilder::new()
        .load_shed()
        .concurrency_limit(MOST_REQUESTS)
        .service(service_fn(move |request: Request| {
            let (endpoint, patience) = (endpoint.clone(), patience(&request));
            async move { tokio::time::timeout(patience, endpoint.get_response(request)).await }
        }));
    let connections = TaskTracker::new();
    let places = Places::new(door.guests);
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
        let place = match places.take(peer.map(|peer| peer.ip())) {
            Ok(place) => place,
            Err(full) => {
                turn_away(socket, full, door.https);
                continue;
            }
        };
        let Ok(local) = unix_or_tcp::address(&socket) else {
            continue;
        };
        let ends = Ends {
            local: LocalAddr(local),
            remote: RemoteAddr(peer.map_or(unix_or_tcp::NOWHERE, Addr::from)),
            is_trusted: places.guests().trusts(peer.map(|peer| peer.ip())),
            https: door.https,
        };
        let turns = Turns::default();
        let stream = Box::new(Guarded::new(socket, door.client_patience, turns.clone(), place));
        connections.spawn(drive(stream, turns, ends, layers.clone(), stop.clone()));
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(DRAIN_PATIENCE, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "Some connections did not finish in time.");
    }
}

/// Says why, in the only words that need no waiting, and hangs up.
fn turn_away(socket: Socket, full: Full, https: bool) {
    let told = unix_or_tcp::hang_up(socket, &Refusal::from(full).words(https));
    tracing::debug!(?full, ?told, "A connection was turned away.");
}
