//! Whose turn it is on a connection: the other side's to ask, or ours to answer.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use poem::http::{HeaderMap, Version, header};
use tokio::time::{Sleep, sleep};

/// Known to all that have to do with a connection.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Even while the other side may ask, odd while it waits for an answer. No number comes twice.
    turn: AtomicU32,
    /// The turn in which everything there was to say had been said.
    said: AtomicU32,
    /// How often something was said.
    words: AtomicU32,
    /// A request's body has not arrived whole: what comes next on the connection belongs to it.
    unfinished: AtomicBool,
    /// There is no request after this one.
    last: AtomicBool,
    /// The connection rests, and is not to be closed by whoever leaves it.
    resting: AtomicBool,
}

/// A moment from which nothing has been asked or said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// The number of the turn.
    pub turn: u32,
    words: u32,
}

impl Turns {
    /// A request's head has arrived. Answers whether a body follows.
    pub fn asked<B: Body>(&self, request: &hyper::Request<B>) -> bool {
        let has_body = !request.body().is_end_stream();
        self.0.unfinished.store(has_body, Ordering::Relaxed);
        if request.version() != Version::HTTP_11 || names_an_end(request.headers()) {
            self.ends();
        }
        self.0.turn.fetch_add(1, Ordering::Relaxed);
        has_body
    }

    /// The answer begins; what arrives from now on belongs to the next request. Not for a connection that is upgraded:
    /// no head ever comes there again.
    pub fn answered(&self, headers: &HeaderMap) {
        if names_an_end(headers) {
            self.ends();
        }
        self.0.turn.fetch_add(1, Ordering::Relaxed);
    }

    /// From here on, nobody waits for the other: no turn is the other side's.
    pub fn are_over(&self) {
        self.0.turn.store(u32::MAX, Ordering::Relaxed);
    }

    /// Something was sent.
    pub fn says(&self) {
        self.0.words.fetch_add(1, Ordering::Relaxed);
    }

    /// All that was to be sent so far has been.
    pub fn said(&self) {
        self.0
            .said
            .store(self.0.turn.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// There is no request after this one.
    fn ends(&self) {
        self.0.last.store(true, Ordering::Relaxed);
    }

    /// The number of the turn, if it is the other side's.
    pub fn awaited(&self) -> Option<u32> {
        Some(self.0.turn.load(Ordering::Relaxed)).filter(|turn| turn.is_multiple_of(2))
    }

    /// Since when there has been nothing to do until the other side asks something, if that is so.
    pub fn idle(&self) -> Option<Idle> {
        let said = self.0.said.load(Ordering::Relaxed);
        let words = self.0.words.load(Ordering::Relaxed);
        self.awaited()
            .filter(|turn| *turn == said)
            .map(|turn| Idle { turn, words })
    }

    /// Whether what arrives next can only be the head of another request.
    pub fn may_rest(&self) -> bool {
        !self.0.unfinished.load(Ordering::Relaxed) && !self.0.last.load(Ordering::Relaxed)
    }

    /// The connection rests, or does so no longer.
    pub fn rest(&self, resting: bool) {
        self.0.resting.store(resting, Ordering::Relaxed);
    }

    /// Whether it rests.
    pub fn is_resting(&self) -> bool {
        self.0.resting.load(Ordering::Relaxed)
    }
}

/// A clock for one moment at a time: whoever names another one starts it anew.
pub struct Clock<Moment>(Option<(Moment, Pin<Box<Sleep>>)>);

impl<Moment> Default for Clock<Moment> {
    fn default() -> Self {
        Self(None)
    }
}

impl<Moment: PartialEq> Clock<Moment> {
    /// Ready once this moment has lasted so long.
    pub fn poll_since(&mut self, moment: Moment, patience: Duration, context: &mut Context<'_>) -> Poll<()> {
        let clock = match self.0.take() {
            Some((since, clock)) if since == moment => clock,
            _ => Box::pin(sleep(patience)),
        };
        let (_, clock) = self.0.insert((moment, clock));
        clock.as_mut().poll(context)
    }
}

/// Whether one side says that the connection is not used as it was (RFC 9112, section 9.3). `keep-alive` says nothing
/// new.
fn names_an_end(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"keep-alive"))
}

/// A request's body that notes when it has been read to its end.
pub struct Noted<B> {
    body: B,
    turns: Turns,
}

impl<B> Noted<B> {
    /// Of the request under way.
    pub fn of(body: B, turns: Turns) -> Self {
        Self { body, turns }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Noted<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        let is_whole = match &frame {
            Poll::Ready(None) => true,
            Poll::Ready(Some(Ok(_))) => self.body.is_end_stream(),
            _ => false,
        };
        if is_whole {
            self.turns.0.unfinished.store(false, Ordering::Relaxed);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
