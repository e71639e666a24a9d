//! Whose cycle_number it is on a connection: the other side's to ask, or ours to answer.

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
pub struct RequestCycle(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Even while the other side may ask, odd while it waits for an answer. No number comes twice.
    cycle_number: AtomicU32,
    /// The cycle_number in which everything there was to say had been flushed.
    flushed: AtomicU32,
    /// How often something was flushed.
    sends: AtomicU32,
    /// The cycle_number of a request whose body has not arrived whole: what comes next on the connection belongs to it. Zero
    /// while there is none.
    unread_body: AtomicU32,
    /// There is no request after this one.
    last: AtomicBool,
    /// The connection rests, and is not to be closed by whoever leaves it.
    idle: AtomicBool,
}

/// A moment from which nothing has been start_request or flushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleSince {
    /// The number of the cycle_number.
    pub cycle_number: u32,
    sends: u32,
}

impl RequestCycle {
    /// A request's head has arrived. Answers with its cycle_number if a body follows.
    pub fn start_request<B: Body>(&self, request: &hyper::Request<B>) -> Option<u32> {
        let cycle_number = self.cycle_number().wrapping_add(1) | 1;
        let has_body = !request.body().is_end_stream();
        self.0
            .unread_body
            .store(if has_body { cycle_number } else { 0 }, Ordering::Relaxed);
        if is_last(request, has_body) {
            self.set_last();
        }
        self.0.cycle_number.store(cycle_number, Ordering::Relaxed);
        has_body.then_some(cycle_number)
    }

    /// The body of this cycle_number's request has been read to its end. One that was kept beyond its answer says nothing about
    /// those that came after it.
    pub fn finish_request_body(&self, cycle_number: u32) {
        let _ = self
            .0
            .unread_body
            .compare_exchange(cycle_number, 0, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether some of a request's body has not been read.
    pub fn has_unread_body(&self) -> bool {
        self.0.unread_body.load(Ordering::Relaxed) != 0
    }

    /// An answer begins, with these headers. Answers with its cycle_number.
    pub fn start_response(&self, headers: &HeaderMap) -> u32 {
        if ends_connection(headers) {
            self.set_last();
        }
        self.cycle_number()
    }

    /// The answer of this cycle_number is over; what arrives from now on belongs to the next request.
    pub fn finish_response(&self, cycle_number: u32) {
        let next = cycle_number.wrapping_add(1);
        let _ = self
            .0
            .cycle_number
            .compare_exchange(cycle_number, next, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// From here on, nobody waits for the other: no cycle_number is the other side's.
    pub fn stop_tracking(&self) {
        self.0.cycle_number.store(u32::MAX, Ordering::Relaxed);
    }

    /// Something was sent.
    pub fn note_sent(&self) {
        self.0.sends.fetch_add(1, Ordering::Relaxed);
    }

    /// All that was to be sent so far has been.
    pub fn note_flushed(&self) {
        self.0.flushed.store(self.cycle_number(), Ordering::Relaxed);
    }

    /// There is no request after this one.
    fn set_last(&self) {
        self.0.last.store(true, Ordering::Relaxed);
    }

    fn cycle_number(&self) -> u32 {
        self.0.cycle_number.load(Ordering::Relaxed)
    }

    /// The number of the cycle_number, if it is the other side's.
    pub fn awaited_request(&self) -> Option<u32> {
        Some(self.cycle_number()).filter(|cycle_number| cycle_number.is_multiple_of(2))
    }

    /// Since when there has been nothing to do until the other side asks something, if that is so.
    pub fn idle_since(&self) -> Option<IdleSince> {
        let flushed = self.0.flushed.load(Ordering::Relaxed);
        let sends = self.0.sends.load(Ordering::Relaxed);
        self.awaited_request()
            .filter(|cycle_number| *cycle_number == flushed)
            .map(|cycle_number| IdleSince { cycle_number, sends })
    }

    /// Whether what arrives next can only be the head of another request.
    pub fn can_idle(&self) -> bool {
        !self.has_unread_body() && !self.0.last.load(Ordering::Relaxed)
    }

    /// The connection rests, or does so no longer.
    pub fn set_idle(&self, idle: bool) {
        self.0.idle.store(idle, Ordering::Relaxed);
    }

    /// Whether it rests.
    pub fn is_idle(&self) -> bool {
        self.0.idle.load(Ordering::Relaxed)
    }
}

/// A clock for one moment at a time: whoever names another one starts it anew.
pub struct Countdown<Moment>(Option<(Moment, Pin<Box<Sleep>>)>);

impl<Moment> Default for Countdown<Moment> {
    fn default() -> Self {
        Self(None)
    }
}

impl<Moment: PartialEq> Countdown<Moment> {
    /// Ready once this moment has lasted so long.
    pub fn poll_since(&mut self, moment: Moment, timeout: Duration, context: &mut Context<'_>) -> Poll<()> {
        let clock = match self.0.take() {
            Some((since, clock)) if since == moment => clock,
            _ => Box::pin(sleep(timeout)),
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
        || ends_connection(headers)
        || has_body && headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether one side says that the connection is not used as it was (RFC 9112, section 9.3). `keep-alive` says nothing
/// new.
fn ends_connection(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"keep-alive"))
}
