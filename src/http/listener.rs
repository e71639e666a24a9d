//! Accepts connections and drives the endpoint over HTTP/1.1, with the limits that a server on the open internet
//! needs: time for headers, number of connections, size of headers, work at once.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
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
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{BoxError, ServiceBuilder, ServiceExt, service_fn};

use super::headers;
use crate::config::{Networks, Switch};

/// How long a client may take to send its headers, and an idle connection stays open.
const HEADER_PATIENCE: Duration = Duration::from_secs(15);

/// The most bytes of a request's head; also the read buffer.
const HEAD_LIMIT: usize = 32 * 1024;

/// The most headers of a request.
const MOST_HEADERS: usize = 100;

/// Requests under way at once, from everywhere; more are told to come back (503). One whose body is still arriving
/// counts, so it is many times what one address may hold open.
const MOST_REQUESTS: usize = 16_384;

/// How long an ordinary request may take from its last header to its answer.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(45);

/// Connections open at once, from everywhere.
const MOST_CONNECTIONS: usize = 32_768;

/// Connections open at once from one address that is no trusted proxy.
const MOST_CONNECTIONS_AN_ADDRESS: usize = 1_024;

/// How long to wait after the system had no descriptor for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long requests in flight may take to finish once the server is told to stop.
const DRAIN_PATIENCE: Duration = Duration::from_secs(9);

/// The rules of the door.
pub struct Door {
    /// `off` lifts the number of connections an address may hold.
    pub rate_limits: Switch,
    /// May hold as many connections as they like.
    pub trusted_proxies: Networks,
    /// How long a request may take from its last header to its answer.
    pub patience: fn(&Request) -> Duration,
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
    let places = Places::new(door);
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
        let Some(place) = places.take(peer.ip()) else {
            continue;
        };
        let (layers, stop) = (layers.clone(), stop.clone());
        connections.spawn(async move {
            drive(stream, peer, layers, stop).await;
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(DRAIN_PATIENCE, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "Some connections did not finish in time.");
    }
}

async fn drive<S>(stream: TcpStream, peer: SocketAddr, layers: S, stop: CancellationToken)
where
    S: tower::Service<Request, Response = Response, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
{
    let _ = stream.set_nodelay(true);
    let Ok(local) = stream.local_addr().map(poem::Addr::from) else {
        return;
    };
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let nameless =
            request.version() == Version::HTTP_11 && request.headers().get_all(header::HOST).iter().count() != 1;
        let (local, remote) = (LocalAddr(local.clone()), RemoteAddr(peer.into()));
        let answer = layers
            .clone()
            .oneshot(Request::from((request, local, remote, Scheme::HTTP)));
        async move {
            let response = if nameless {
                plain(StatusCode::BAD_REQUEST, "A request names one host.\n")
            } else {
                answer.await.unwrap_or_else(|error| overloaded(&error))
            };
            Ok::<_, Infallible>(hyper::Response::from(response))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE)
        .max_buf_size(HEAD_LIMIT)
        .max_headers(MOST_HEADERS)
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

/// Counts connections, in all and by address.
struct Places {
    door: Door,
    all: Arc<Semaphore>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One connection's place; free again when dropped.
struct Place {
    _permit: tokio::sync::OwnedSemaphorePermit,
    address: IpAddr,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Places {
    fn new(door: Door) -> Self {
        Self {
            door,
            all: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
            by_address: Arc::default(),
        }
    }

    fn take(&self, address: IpAddr) -> Option<Place> {
        let address = address.to_canonical();
        let trusted = self
            .door
            .trusted_proxies
            .0
            .iter()
            .any(|network| network.contains(&address));
        let unlimited = trusted || self.door.rate_limits == Switch::Off;
        let permit = self.all.clone().try_acquire_owned().ok()?;
        let mut counts = self.by_address.lock().ok()?;
        let count = counts.entry(address).or_default();
        if *count >= MOST_CONNECTIONS_AN_ADDRESS && !unlimited {
            return None;
        }
        *count += 1;
        Some(Place {
            _permit: permit,
            address,
            by_address: self.by_address.clone(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(mut counts) = self.by_address.lock()
            && let Some(count) = counts.get_mut(&self.address)
        {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
