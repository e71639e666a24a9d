//! One connection, whatever is spoken on it; and one request, whatever it came by.

use std::pin::pin;

use hyper::body::Incoming;
use poem::http::uri::Scheme;
use poem::http::{Version, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Request, Response};
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Service, ServiceExt as _};

use super::client_io::ClientIo;
use super::early_responses::{BUSY, HOST_MISSING};
use super::keep_alive::RequestCycle;
use super::{http1, http2};

/// The most bytes of a request's head.
pub const HEAD_LIMIT: usize = 32 * 1024;

/// RateLimits, and the site behind them.
pub trait Layers:
    Service<Request, Response = Response, Error = BoxError, Future: Send> + Clone + Send + 'static
{
}

impl<S> Layers for S where
    S: Service<Request, Response = Response, Error = BoxError, Future: Send> + Clone + Send + 'static
{
}

/// Whose connection it is, and what for.
#[derive(Clone)]
pub struct ConnectionInfo {
    /// Our address.
    pub local: LocalAddr,
    /// Theirs.
    pub remote: RemoteAddr,
    /// Whether they are a proxy of ours.
    pub is_trusted: bool,
    /// Whether the site is visited over https.
    pub https: bool,
}

impl ConnectionInfo {
    /// A request that came on this connection.
    pub fn request(&self, request: hyper::Request<Incoming>) -> Request {
        Request::from((request, self.local.clone(), self.remote.clone(), Scheme::HTTP))
    }
}

/// Answers what is asked on a connection until it ends, or until `stop`, with what `layers` make of it. Proxies of ours
/// may speak HTTP/2.
pub async fn drive<S: Layers>(
    mut stream: Box<ClientIo>,
    cycle: RequestCycle,
    info: ConnectionInfo,
    layers: S,
    stop: CancellationToken,
) {
    let mut stopped = pin!(stop.cancelled());
    // Read, not only waited for: a fresh socket counts as readable until a read has found nothing, and whoever connects
    // and says nothing is not worth a parser.
    let preface = tokio::select! {
        () = stopped.as_mut() => None,
        begun = stream.starts_with(http2::PREFACE) => begun,
    };
    match preface {
        Some(true) if info.is_trusted => {
            cycle.stop_tracking();
            // In a box: it is large, and few are of this kind.
            Box::pin(http2::drive(stream, info, layers, stopped)).await;
        }
        Some(_) => http1::drive(stream, &cycle, &info, &layers, stopped).await,
        None => {}
    }
}

/// What a request is answered.
pub fn respond<S: Layers>(layers: &S, request: Request, https: bool) -> impl Future<Output = Response> + Send + use<S> {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let lacks_host = request.version() != Version::HTTP_10 && hosts != 1;
    // In a box, so that a connection has room for a request only while there is one.
    let answer = Box::pin(layers.clone().oneshot(request));
    async move {
        if lacks_host {
            HOST_MISSING.response(https)
        } else {
            answer.await.unwrap_or_else(|error| overloaded(&error, https))
        }
    }
}

fn overloaded(error: &BoxError, https: bool) -> Response {
    tracing::warn!(%error, "A request was turned away.");
    BUSY.response(https)
}
