//! HTTP/2 without encryption, by prior knowledge (RFC 9113, section 3.3), for trusted proxies: many requests at once
//! on one connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::http::{HeaderValue, Method, header};
use tokio_util::sync::WaitForCancellationFuture;

use super::chunked_body::ChunkedBody;
use super::client_io::ClientIo;
use super::connection::{ConnectionInfo, HEAD_LIMIT, Layers, respond};
use super::h2_stall::StallExecutor;

/// The connection preface (RFC 9113, section 3.4).
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Maximum number of requests at once on a connection.
const MAX_STREAMS: u32 = 256;

/// Interval of PING frames to a silent proxy. Without a reply hyper closes the connection.
const PING_INTERVAL: Duration = Duration::from_secs(30);

/// Serves a connection until it closes. When it is `stopped`, requests under way are finished first.
pub async fn drive<S: Layers>(
    stream: Box<ClientIo>,
    info: ConnectionInfo,
    layers: S,
    stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        set_host_header(&mut request);
        let is_head = request.method() == Method::HEAD;
        let response = respond(&layers, info.request(request), &info);
        async move {
            let response = response.await;
            Ok::<_, Infallible>(if is_head { without_body(response) } else { response })
        }
    });
    let executor = StallExecutor {
        timeout: stream.timeouts().stall,
    };
    let connection = http2::Builder::new(executor)
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(HEAD_LIMIT as u32)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stopped => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// The response to a HEAD request: no body, and the `Content-Length` that the body would have. hyper does this only for
/// HTTP/1.1.
fn without_body(mut response: hyper::Response<ChunkedBody>) -> hyper::Response<ChunkedBody> {
    let body = std::mem::take(response.body_mut());
    if let Some(length @ 1..) = body.size_hint().exact() {
        response
            .headers_mut()
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    response
}

/// Sets `Host` from the `:authority` pseudo-header (RFC 9113, section 8.3.1).
fn set_host_header<B>(request: &mut hyper::Request<B>) {
    let host = request
        .uri()
        .authority()
        .map(|host| HeaderValue::from_str(host.as_str()));
    if let Some(Ok(host)) = host {
        request.headers_mut().insert(header::HOST, host);
    }
}
