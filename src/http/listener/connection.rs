//! Drives one connection: detects HTTP/1.1 or HTTP/2, and passes each request through the layers to the endpoint.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::body::Incoming;
use poem::http::uri::Scheme;
use poem::http::{Version, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Request, Response};
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Service, ServiceExt as _};

use super::chunked_body::ChunkedBody;
use super::client_io::ClientIo;
use super::early_responses::{BUSY, HOST_MISSING};
use super::keep_alive::RequestCycle;
use super::response_budget::ResponseBudget;
use super::{http1, http2};

/// Maximum size of a request's head, in bytes.
pub const HEAD_LIMIT: usize = 32 * 1024;

/// The layers of tower (load shedding, time limit) around the endpoint.
pub trait Layers:
    Service<Request, Response = Response, Error = BoxError, Future: Send> + Clone + Send + 'static
{
}

impl<S> Layers for S where
    S: Service<Request, Response = Response, Error = BoxError, Future: Send> + Clone + Send + 'static
{
}

/// The addresses of a connection, and what the listener knows about its client.
#[derive(Clone)]
pub struct ConnectionInfo {
    /// The address of the server.
    pub local: LocalAddr,
    /// The address of the client, or of the proxy.
    pub remote: RemoteAddr,
    pub budget: Arc<ResponseBudget>,
    /// Whether the peer is a trusted proxy. Unix-socket peers always are.
    pub is_trusted: bool,
    /// Whether clients reach the site over https. Adds HSTS to early responses.
    pub https: bool,
}

impl ConnectionInfo {
    /// Converts a request of hyper to one of poem.
    pub fn request(&self, request: hyper::Request<Incoming>) -> Request {
        Request::from((request, self.local.clone(), self.remote.clone(), Scheme::HTTP))
    }
}

/// Serves a connection until it closes. After `stop`, requests under way are finished first. Only trusted proxies may
/// speak HTTP/2.
pub async fn drive<S: Layers>(
    mut stream: Box<ClientIo>,
    cycle: RequestCycle,
    info: ConnectionInfo,
    layers: S,
    stop: CancellationToken,
) {
    let mut stopped = pin!(stop.cancelled());
    // This reads, instead of waiting until the socket is readable: a new socket counts as readable until a read returns
    // nothing. A client that sends nothing should not cost a parser.
    let has_preface = tokio::select! {
        () = stopped.as_mut() => None,
        has_preface = stream.starts_with(http2::PREFACE) => has_preface,
    };
    match has_preface {
        Some(true) if info.is_trusted => {
            cycle.stop_tracking();
            // Boxed: the future is large, and few connections are HTTP/2.
            Box::pin(http2::drive(stream, info, layers, stopped)).await;
        }
        Some(_) => http1::drive(stream, &cycle, &info, &layers, stopped).await,
        None => {}
    }
}

/// Passes a request to the layers and returns the response; 400 without exactly one `Host`, 503 over a limit.
pub fn respond<S: Layers>(
    layers: &S,
    request: Request,
    info: &ConnectionInfo,
) -> impl Future<Output = hyper::Response<ChunkedBody>> + Send + use<S> {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let lacks_host = request.version() != Version::HTTP_10 && hosts != 1;
    // Boxed: the future of a connection should reserve space for a request only while there is one.
    let response = Box::pin(layers.clone().oneshot(request));
    let (budget, https) = (info.budget.clone(), info.https);
    let address = info.remote.as_socket_addr().map(SocketAddr::ip);
    async move {
        if lacks_host {
            return ChunkedBody::wrap(HOST_MISSING.response(https));
        }
        let response = response.await.unwrap_or_else(|error| overloaded(&error, https));
        budget.admit(response, address, https)
    }
}

fn overloaded(error: &BoxError, https: bool) -> Response {
    tracing::warn!(%error, "A request was rejected with 503: too many requests at once, or over its time limit.");
    BUSY.response(https)
}
