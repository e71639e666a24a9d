//! HTTP/2 without encryption, for proxies of ours that begin with it (RFC 9113, section 3.3): many requests at once on
//! one connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::http::{HeaderValue, Method, header};
use tokio_util::sync::WaitForCancellationFuture;

use super::client_io::ClientIo;
use super::connection::{ConnectionInfo, HEAD_LIMIT, Layers, respond};
use super::h2_stall::{ChunkedBody, StallExecutor};

/// What such a connection begins with.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Requests under way at once on a connection.
const MAX_STREAMS: u32 = 256;

/// How often a proxy that says nothing is asked whether it is still there.
const PING: Duration = Duration::from_secs(30);

/// Answers what is asked on a connection until it ends, or until it is `stopped`.
pub async fn drive<S: Layers>(
    stream: Box<ClientIo>,
    info: ConnectionInfo,
    layers: S,
    stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        set_host_header(&mut request);
        let is_head = request.method() == Method::HEAD;
        let answer = respond(&layers, info.request(request), info.https);
        async move {
            let answer = hyper::Response::from(answer.await);
            Ok::<_, Infallible>(ChunkedBody::wrap(if is_head { head_of(answer) } else { answer }))
        }
    });
    let streams = StallExecutor {
        timeout: stream.timeouts().reader,
    };
    let connection = http2::Builder::new(streams)
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
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

/// An answer that is not sent, except for its head, which says how long it would be. hyper sees to that in HTTP/1.1 alone.
fn head_of<E>(mut answer: hyper::Response<BoxBody<Bytes, E>>) -> hyper::Response<BoxBody<Bytes, E>> {
    let body = std::mem::take(answer.body_mut());
    if let Some(length @ 1..) = body.size_hint().exact() {
        answer
            .headers_mut()
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    answer
}

/// What HTTP/1.1 says in a header is a part of the address here (RFC 9113, section 8.3.1).
fn set_host_header<B>(request: &mut hyper::Request<B>) {
    let named = request
        .uri()
        .authority()
        .map(|host| HeaderValue::from_str(host.as_str()));
    if let Some(Ok(host)) = named {
        request.headers_mut().insert(header::HOST, host);
    }
}
