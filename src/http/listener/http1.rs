//! HTTP/1.1 on one connection: requests, one after another, and rests between them.
//!
//! A parser with its buffers takes some 18 KB, and most connections wait most of the time: a tab asks every three
//! seconds, and has its answer in a millisecond. So the parser is there only while something is asked. What makes
//! that safe is known for certain ([`RequestCycle`]): every request has been read to its end, and nobody has said that it was
//! the last. Otherwise the connection keeps the parser that it has.

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

/// Answers what is asked on a connection until it ends, or until it is `stopped`.
pub async fn drive<S: Layers>(
    mut stream: Box<ClientIo>,
    cycle: &RequestCycle,
    info: &ConnectionInfo,
    layers: &S,
    mut stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    let mut service = service_fn(|request: hyper::Request<Incoming>| {
        let unread = cycle.start_request(&request);
        let mut request = info.request(request);
        if let Some(cycle_number) = unread {
            track_body(&mut request, cycle, cycle_number);
        }
        let answer = respond(layers, request, info.https);
        let cycle = cycle.clone();
        async move { Ok::<_, Infallible>(TrackedResponseBody::wrap(answer.await.into(), cycle)) }
    });
    loop {
        let is_requested = tokio::select! {
            () = stopped.as_mut() => false,
            is_requested = stream.is_requested() => is_requested,
        };
        if !is_requested {
            return;
        }
        // In a box, which is gone while the connection rests.
        match Box::pin(serve_until_idle(stream, service, cycle, stopped.as_mut())).await {
            Next::Idle(rested, again) => (stream, service) = (rested, again),
            Next::Linger(stream, refusal) => {
                let final_response = refusal.map(|refusal| refusal.to_bytes(info.https));
                return linger(stream, final_response, cycle, stopped).await;
            }
            Next::End => return,
        }
    }
}

/// What follows once a connection has no parser any more.
enum Next<S> {
    /// A rest.
    Idle(Box<ClientIo>, S),
    /// Nothing more is said, after a refusal perhaps, to somebody who may still be talking.
    Linger(Box<ClientIo>, Option<EarlyResponse>),
    /// Nothing.
    End,
}

/// Parts from the other side, at once if it is `stopped`.
async fn linger(
    stream: Box<ClientIo>,
    final_response: Option<Vec<u8>>,
    cycle: &RequestCycle,
    stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    // No head is awaited_request any more, and what is said is ours.
    cycle.stop_tracking();
    tokio::select! {
        () = stopped => {}
        () = Box::pin(lingering_close::linger(stream, final_response)) => {}
    }
}

/// Has a request's body note when it has been read to its end.
fn track_body(request: &mut Request, cycle: &RequestCycle, cycle_number: u32) {
    let body: BoxBody<_, _> = request.take_body().into();
    request.set_body(Body::from(
        TrackedRequestBody::new(body, cycle.clone(), cycle_number).boxed(),
    ));
}

/// Answers what is asked until it is time to rest, or until that time does not come any more.
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
    // At most 100 headers: that is hyper's own limit, for which it has room already. One that is set, even to the same
    // number, costs an allocation a request.
    let mut connection = http1::Builder::new()
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let first = cycle.awaited_request();
    let mut clock = Countdown::default();
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
        // Whoever has begun to ask and not finished is not sent to rest again.
        if Some(idle.cycle_number) != first && cycle.can_idle() {
            cycle.set_idle(true);
            Pin::new(&mut connection).graceful_shutdown();
            return Pin::new(&mut connection).poll(context).map(Some);
        }
        clock.poll_since(idle, timeout, context).map(|()| None)
    });
    let (ended, parts) = (ended.await, connection.into_parts());
    match (ended, parts) {
        (Some(ended), Some(parts)) if !is_stopping => next_step(ended, parts, cycle),
        _ => Next::End,
    }
}

/// What follows when hyper has ended like that. By then it has sent everything, and said that nothing comes after it,
/// unless it wanted to refuse what it could not read: that is left to us.
fn next_step<S>(ended: hyper::Result<()>, parts: Parts<TokioIo<Box<ClientIo>>, S>, cycle: &RequestCycle) -> Next<S> {
    let mut stream = parts.io.into_inner();
    match ended {
        Ok(()) if cycle.is_idle() => {
            cycle.set_idle(false);
            stream.put_back(parts.read_buf);
            Next::Idle(stream, parts.service)
        }
        Ok(()) if cycle.has_unread_body() => Next::Linger(stream, None),
        Err(error) if stream.was_suppressed() && error.is_parse() => {
            tracing::debug!(%error, "A head of a request was refused.");
            Next::Linger(stream, Some(EarlyResponse::from(&error)))
        }
        _ => Next::End,
    }
}
