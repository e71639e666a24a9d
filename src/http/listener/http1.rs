//! HTTP/1.1 keep-alive on one connection: requests one after another, and idle periods without a parser between them.
//!
//! hyper's parser and buffers take about 18 KB, and most connections are idle most of the time: a tab polls every 3 s
//! and gets its response in a millisecond. So a connection has a parser only while a request is under way.
//!
//! [`RequestCycle`] decides when the parser can be dropped without risk of request smuggling. Otherwise the connection
//! keeps its parser, until the idle timeout.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;

use http_body_util::BodyExt as _;
use http_body_util::combinators::BoxBody;
use hyper::body::Incoming;
use hyper::server::conn::http1::{self, Parts};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::TokioIo;
use poem::{Body, Request};
use tokio_util::sync::WaitForCancellationFuture;
use tower::BoxError;

use super::body_tracking::{TrackedRequestBody, TrackedResponseBody};
use super::client_io::ClientIo;
use super::connection::{ConnectionInfo, HEAD_LIMIT, Layers, respond};
use super::early_responses::EarlyResponse;
use super::keep_alive::{Countdown, RequestCycle};
use super::lingering_close;

/// Serves a connection until it closes. When it is `stopped`, a request under way is finished first.
pub async fn drive<S: Layers>(
    mut stream: Box<ClientIo>,
    cycle: &RequestCycle,
    info: &ConnectionInfo,
    layers: &S,
    mut stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    let mut service = service_fn(|request: hyper::Request<Incoming>| {
        let body_cycle = cycle.start_request(&request);
        let mut request = info.request(request);
        if let Some(cycle_number) = body_cycle {
            track_body(&mut request, cycle, cycle_number);
        }
        let response = respond(layers, request, info);
        let cycle = cycle.clone();
        async move { Ok::<_, Infallible>(TrackedResponseBody::wrap(response.await, cycle)) }
    });
    loop {
        let is_readable = tokio::select! {
            () = stopped.as_mut() => false,
            is_readable = stream.wait_readable() => is_readable,
        };
        if !is_readable {
            return;
        }
        // Boxed: the memory is freed while the connection is idle.
        match Box::pin(serve_until_idle(stream, service, cycle, stopped.as_mut())).await {
            Next::Idle(idle_stream, same_service) => (stream, service) = (idle_stream, same_service),
            Next::Linger(stream, early_response) => {
                let final_response = early_response.map(|response| response.to_bytes(info.https));
                return linger(stream, final_response, cycle, stopped).await;
            }
            Next::Close => return,
        }
    }
}

/// The state of a connection after its parser has been dropped.
enum Next<S> {
    /// Wait for the next request.
    Idle(Box<ClientIo>, S),
    /// Lingering close, because the client may still be sending. The early response, if there is one, is sent first.
    Linger(Box<ClientIo>, Option<EarlyResponse>),
    Close,
}

/// Lingers before closing; closes at once when `stopped`.
async fn linger(
    stream: Box<ClientIo>,
    final_response: Option<Vec<u8>>,
    cycle: &RequestCycle,
    stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    // No request is awaited from now on, so `ClientIo` sends the early response instead of suppressing it.
    cycle.stop_tracking();
    tokio::select! {
        () = stopped => {}
        () = Box::pin(lingering_close::linger(stream, final_response)) => {}
    }
}

fn track_body(request: &mut Request, cycle: &RequestCycle, cycle_number: u32) {
    let body: BoxBody<_, _> = request.take_body().into();
    request.set_body(Body::from(
        TrackedRequestBody::new(body, cycle.clone(), cycle_number).boxed(),
    ));
}

/// Runs hyper's parser until the connection is idle, closes, or times out.
async fn serve_until_idle<S>(
    stream: Box<ClientIo>,
    service: S,
    cycle: &RequestCycle,
    mut stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) -> Next<S>
where
    S: HttpService<Incoming, ResBody: 'static, Error: Into<BoxError>>,
    <S::ResBody as hyper::body::Body>::Error: Into<BoxError>,
{
    let timeout = stream.timeouts().idle;
    // hyper's own limit of 100 headers applies, for which it has a fixed array. Any explicit limit, even the same
    // number, costs an allocation for each request.
    let mut connection = http1::Builder::new()
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let first = cycle.awaited_request();
    let mut idle_countdown = Countdown::default();
    let mut is_stopping = false;
    let ended = poll_fn(|context| {
        if !is_stopping && stopped.as_mut().poll(context).is_ready() {
            is_stopping = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        let progress = Pin::new(&mut connection).poll(context);
        let idle = match cycle.idle_since() {
            Some(idle) if progress.is_pending() && !cycle.is_idle() => idle,
            _ => return progress.map(Some),
        };
        // Not before a first request: this parser was created because bytes arrived, and their head is still
        // incomplete.
        if Some(idle.cycle_number) != first && cycle.can_idle() {
            cycle.set_idle(true);
            Pin::new(&mut connection).graceful_shutdown();
            return Pin::new(&mut connection).poll(context).map(Some);
        }
        idle_countdown.poll_since(idle, timeout, context).map(|()| None)
    });
    let (ended, parts) = (ended.await, connection.into_parts());
    match (ended, parts) {
        (Some(ended), Some(parts)) if !is_stopping => next_step(ended, parts, cycle),
        _ => Next::Close,
    }
}

/// The next state after hyper's connection has `ended`. By then hyper has flushed every response and shut down the
/// write side, except while idle and after a suppressed error response: then the socket is open, and the caller
/// continues.
fn next_step<S>(ended: hyper::Result<()>, parts: Parts<TokioIo<Box<ClientIo>>, S>, cycle: &RequestCycle) -> Next<S> {
    let mut stream = parts.io.into_inner();
    match ended {
        Ok(()) if cycle.is_idle() => {
            cycle.set_idle(false);
            stream.put_back(parts.read_buf);
            Next::Idle(stream, parts.service)
        }
        Ok(()) if cycle.has_unread_body() => Next::Linger(stream, None),
        Err(error) if stream.take_suppressed() && error.is_parse() => {
            tracing::debug!(%error, "The head of a request was rejected.");
            Next::Linger(stream, Some(EarlyResponse::from(&error)))
        }
        _ => Next::Close,
    }
}
