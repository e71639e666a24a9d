//! Whose turn it is on a connection: the other side's to ask, or ours to answer.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Body;
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
    /// The turn of a request whose body has not arrived whole: what comes next on the connection belongs to it. Zero
    /// while there is none.
    unfinished: AtomicU32,
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
    /// A request's head has arrived. Answers with its turn if a body follows.
    pub fn asked<B: Body>(&self, request: &hyper::Request<B>) -> Option<u32> {
        let turn = self.turn().wrapping_add(1) | 1;
        let has_body = !request.body().is_end_stream();
        self.0
            .unfinished
            .store(if has_body { turn } else { 0 }, Ordering::Relaxed);
        if is_last(request, has_body) {
            self.ends();
        }
        self.0.turn.store(turn, Ordering::Relaxed);
        has_body.then_some(turn)
    }

    /// The body of this turn's request has been read to its end. One that was kept beyond its answer says nothing about
    /// those that came after it.
    pub fn has_arrived(&self, turn: u32) {
        let _ = self
            .0
            .unfinished
            .compare_exchange(turn, 0, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether some of a request's body has not been read.
    pub fn is_unfinished(&self) -> bool {
        self.0.unfinished.load(Ordering::Relaxed) != 0
    }

    /// An answer begins, with these headers. Answers with its turn.
    pub fn answers(&self, headers: &HeaderMap) -> u32 {
        if names_an_end(headers) {
            self.ends();
        }
        self.turn()
    }

    /// The answer of this turn is over; what arrives from now on belongs to the next request.
    pub fn has_answered(&self, turn: u32) {
        let next = turn.wrapping_add(1);
        let _ = self
            .0
            .turn
            .compare_exchange(turn, next, Ordering::Relaxed, Ordering::Relaxed);
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
        self.0.said.store(self.turn(), Ordering::Relaxed);
    }

    /// There is no request after this one.
    fn ends(&self) {
        self.0.last.store(true, Ordering::Relaxed);
    }

    fn turn(&self) -> u32 {
        self.0.turn.load(Ordering::Relaxed)
    }

    /// The number of the turn, if it is the other side's.
    pub fn awaited(&self) -> Option<u32> {
        Some(self.turn()).filter(|turn| turn.is_multiple_of(2))
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
        !self.is_unfinished() && !self.0.last.load(Ordering::Relaxed)
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

/// Whether there is no request after this one, or might be none. One that says twice how long it is (RFC 9112, section
/// 6.1) is the last: hyper sees to that, and takes the length away, so here every one counts that comes in chunks.
fn is_last<B>(request: &hyper::Request<B>, has_body: bool) -> bool {
    let headers = request.headers();
    request.version() != Version::HTTP_11
        || names_an_end(headers)
        || has_body && headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether one side says that the connection is not used as it was (RFC 9112, section 9.3). `keep-alive` says nothing
/// new.
fn names_an_end(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"keep-alive"))
}
