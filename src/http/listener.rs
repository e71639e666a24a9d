//! Accepts connections and drives the endpoint over HTTP/1.1, with the limits that a server on the open internet
//! needs: time for headers, number of connections, size of headers, work at once.

use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::endpoint::BoxEndpoint;
use poem::http::uri::Scheme;
use poem::http::{HeaderValue, StatusCode, Version, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{BoxError, ServiceBuilder, ServiceExt, service_fn};

use super::headers;
use crate::config::{Networks, Switch};

mod places;
mod stream;

pub use places::Guests;
use places::{Full, MOST_CONNECTIONS_AN_ADDRESS, Places};
pub use stream::Patience;
use stream::{Guarded, Turns};

/// How long a connection stays open on which nothing is asked.
const IDLE_PATIENCE: Duration = Duration::from_secs(75);

/// How long a client may take for a request's head, from its first byte on; and how long it may take nothing of what
/// it asked for.
const PATIENCE: Patience = Patience {
    head: Duration::from_secs(10),
    reader: Duration::from_secs(30),
};

/// The most bytes of a request's head; also the read buffer.
const HEAD_LIMIT: usize = 32 * 1024;

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
}

impl Door {
    /// The rules that the settings make.
    pub fn of(rate_limits: Switch, trusted_proxies: Networks, patience: fn(&Request) -> Duration) -> Self {
        Self {
            guests: Guests {
                rate_limits,
                trusted_proxies,
                most_an_address: MOST_CONNECTIONS_AN_ADDRESS,
            },
            client_patience: PATIENCE,
            patience,
        }
    }
}

/// Serves `endpoint` on `listener` until `stop`, then finishes what is in flight.
pub async fn serve(listener: TcpListener, endpoint: BoxEndpoint<'static>, door: Door, stop: CancellationToken) {
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
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors or memory: without a pause this would spin.
                    tracing::warn!(%error, "A connection could not be accepted.");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let place = match places.take(peer.ip()) {
            Ok(place) => place,
            Err(full) => {
                turn_away(stream, full);
                continue;
            }
        };
        let Ok(local) = stream.local_addr() else { continue };
        let _ = stream.set_nodelay(true);
        let turns = Turns::default();
        let stream = Guarded::new(stream, door.client_patience, turns.clone(), place);
        connections.spawn(drive(stream, turns, local, peer, layers.clone(), stop.clone()));
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(DRAIN_PATIENCE, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "Some connections did not finish in time.");
    }
}

async fn drive<S>(
    stream: Guarded,
    turns: Turns,
    local: SocketAddr,
    peer: SocketAddr,
    layers: S,
    stop: CancellationToken,
) where
    S: tower::Service<Request, Response = Response, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
{
    let local = poem::Addr::from(local);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let nameless =
            request.version() == Version::HTTP_11 && request.headers().get_all(header::HOST).iter().count() != 1;
        turns.asked();
        let (turns, local, remote) = (turns.clone(), LocalAddr(local.clone()), RemoteAddr(peer.into()));
        // In a box, so that a connection that waits for its next request has no room for one.
        let answer = Box::pin(
            layers
                .clone()
                .oneshot(Request::from((request, local, remote, Scheme::HTTP))),
        );
        async move {
            let response = if nameless {
                plain(StatusCode::BAD_REQUEST, "A request names one host.\n")
            } else {
                answer.await.unwrap_or_else(|error| overloaded(&error))
            };
            if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                turns.answered();
            }
            Ok::<_, Infallible>(hyper::Response::from(response))
        }
    });
    // At most 100 headers: that is hyper's own limit, for which it has room already. One that is set, even to the same
    // number, costs an allocation a request.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_PATIENCE)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Says why, in the only words that need no waiting, and hangs up.
fn turn_away(stream: TcpStream, full: Full) {
    let status = match full {
        Full::House => "503 Service Unavailable",
        Full::Address => "429 Too Many Requests",
    };
    let answer = format!("HTTP/1.1 {status}\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    // What was asked is read as far as it is here: closed with something unread, the connection would take the answer
    // with it.
    let told = stream.into_std().and_then(|mut stream| {
        let _ = stream.read(&mut [0; 4_096]);
        stream.write(answer.as_bytes())
    });
    tracing::debug!(?full, ?told, "A connection was turned away.");
}

/// More work than there are places for, or work that took too long.
fn overloaded(error: &BoxError) -> Response {
    tracing::warn!(%error, "A request was turned away.");
    let mut response = plain(
        StatusCode::SERVICE_UNAVAILABLE,
        "Busy just now. Please try again in a moment.\n",
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// An answer from the door, where no page can be made.
fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8")
        .body(text);
    headers::add(response.headers_mut(), false);
    response
}
