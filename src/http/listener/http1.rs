//! HTTP/1.1 on one connection: requests, one after another, and rests between them.
//!
//! A parser with its buffers takes some 18 KB, and most connections wait most of the time: a tab asks every three
//! seconds, and has its answer in a millisecond. So the parser is there only while something is asked. What makes
//! that safe is known for certain ([`Turns`]): every request has been read to its end, and nobody has said that it was
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

use super::body_tracking::{Noted, Told};
use super::client_io::Guarded;
use super::connection::{Ends, HEAD_LIMIT, Layers, answer};
use super::early_responses::Refusal;
use super::keep_alive::{Clock, Turns};
use super::lingering_close;

/// Answers what is asked on a connection until it ends, or until it is `stopped`.
pub async fn drive<S: Layers>(
    mut stream: Box<Guarded>,
    turns: &Turns,
    ends: &Ends,
    layers: &S,
    mut stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    let mut service = service_fn(|request: hyper::Request<Incoming>| {
        let unread = turns.asked(&request);
        let mut request = ends.received(request);
        if let Some(turn) = unread {
            note_its_end(&mut request, turns, turn);
        }
        let answer = answer(layers, request, ends.https);
        let turns = turns.clone();
        async move { Ok::<_, Infallible>(Told::of(answer.await.into(), turns)) }
    });
    loop {
        let is_asked = tokio::select! {
            () = stopped.as_mut() => false,
            is_asked = stream.is_asked() => is_asked,
        };
        if !is_asked {
            return;
        }
        // In a box, which is gone while the connection rests.
        match Box::pin(converse(stream, service, turns, stopped.as_mut())).await {
            Then::Rest(rested, again) => (stream, service) = (rested, again),
            Then::Leave(stream, refusal) => {
                let last_words = refusal.map(|refusal| refusal.words(ends.https));
                return leave(stream, last_words, turns, stopped).await;
            }
            Then::End => return,
        }
    }
}

/// What follows once a connection has no parser any more.
enum Then<S> {
    /// A rest.
    Rest(Box<Guarded>, S),
    /// Nothing more is said, after a refusal perhaps, to somebody who may still be talking.
    Leave(Box<Guarded>, Option<Refusal>),
    /// Nothing.
    End,
}

/// Parts from the other side, at once if it is `stopped`.
async fn leave(
    stream: Box<Guarded>,
    last_words: Option<Vec<u8>>,
    turns: &Turns,
    stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) {
    // No head is awaited any more, and what is said is ours.
    turns.are_over();
    tokio::select! {
        () = stopped => {}
        () = Box::pin(lingering_close::leave(stream, last_words)) => {}
    }
}

/// Has a request's body note when it has been read to its end.
fn note_its_end(request: &mut Request, turns: &Turns, turn: u32) {
    let body: BoxBody<_, _> = request.take_body().into();
    request.set_body(Body::from(Noted::of(body, turns.clone(), turn).boxed()));
}

/// Answers what is asked until it is time to rest, or until that time does not come any more.
async fn converse<S>(
    stream: Box<Guarded>,
    service: S,
    turns: &Turns,
    mut stopped: Pin<&mut WaitForCancellationFuture<'_>>,
) -> Then<S>
where
    S: HttpService<Incoming, ResBody: 'static, Error: Into<BoxError>>,
    <S::ResBody as hyper::body::Body>::Error: Into<BoxError>,
{
    let patience = stream.patience().idle;
    // At most 100 headers: that is hyper's own limit, for which it has room already. One that is set, even to the same
    // number, costs an allocation a request.
    let mut connection = http1::Builder::new()
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let first = turns.awaited();
    let mut clock = Clock::default();
    let mut is_stopping = false;
    let ended = poll_fn(|context| {
        if !is_stopping && stopped.as_mut().poll(context).is_ready() {
            is_stopping = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        let progress = Pin::new(&mut connection).poll(context);
        let idle = match turns.idle() {
            Some(idle) if progress.is_pending() && !turns.is_resting() => idle,
            _ => return progress.map(Some),
        };
        // Whoever has begun to ask and not finished is not sent to rest again.
        if Some(idle.turn) != first && turns.may_rest() {
            turns.rest(true);
            Pin::new(&mut connection).graceful_shutdown();
            return Pin::new(&mut connection).poll(context).map(Some);
        }
        clock.poll_since(idle, patience, context).map(|()| None)
    });
    let (ended, parts) = (ended.await, connection.into_parts());
    match (ended, parts) {
        (Some(ended), Some(parts)) if !is_stopping => after(ended, parts, turns),
        _ => Then::End,
    }
}

/// What follows when hyper has ended like that. By then it has sent everything, and said that nothing comes after it,
/// unless it wanted to refuse what it could not read: that is left to us.
fn after<S>(ended: hyper::Result<()>, parts: Parts<TokioIo<Box<Guarded>>, S>, turns: &Turns) -> Then<S> {
    let mut stream = parts.io.into_inner();
    match ended {
        Ok(()) if turns.is_resting() => {
            turns.rest(false);
            stream.put_back(parts.read_buf);
            Then::Rest(stream, parts.service)
        }
        Ok(()) if turns.is_unfinished() => Then::Leave(stream, None),
        Err(error) if stream.was_refused() && error.is_parse() => {
            tracing::debug!(%error, "A head of a request was refused.");
            Then::Leave(stream, Some(Refusal::from(&error)))
        }
        _ => Then::End,
    }
}
