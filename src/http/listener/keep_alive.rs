//! HTTP/1 keep-alive: tracks whether the next bytes of a connection can only be the head of a request.
//!
//! A connection is idle between two requests, and an idle connection has no parser. The bytes that arrive next start
//! a new parser. If they were the rest of a body, the parser would accept them as a request (request smuggling, RFC
//! 9112, section 11.2). So a connection becomes idle only when:
//!
//! - the body of the request has been read to its end ([`RequestCycle::has_unread_body`]),
//! - neither side has announced that this request is the last ([`RequestCycle::can_idle`]),
//! - the response has ended and has been flushed ([`RequestCycle::idle_since`]).

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Body;
use poem::http::{HeaderMap, Version, header};
use tokio::time::{Sleep, sleep};

/// The request cycle of one connection, shared by its socket, its service and its bodies.
#[derive(Clone, Debug, Default)]
pub struct RequestCycle(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Even while the server awaits a request, odd from the head of a request to the end of its response. It only
    /// increases, so a late report about an old request changes nothing.
    cycle_number: AtomicU32,
    /// The cycle number at the last complete flush.
    flushed: AtomicU32,
    /// How many writes to the socket have completed.
    sends: AtomicU32,
    /// The cycle number of a request whose body has not been read to its end: the next bytes belong to that body. Zero
    /// if there is none.
    unread_body: AtomicU32,
    /// Whether this request is the last of the connection.
    last: AtomicBool,
    /// Whether the connection is giving up its parser. Then hyper's shutdown must not close the socket.
    idle: AtomicBool,
}

/// Identifies a period without work. A new request or a write ends it, so a timer for it starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleSince {
    pub cycle_number: u32,
    sends: u32,
}

impl RequestCycle {
    /// Records that the head of a request is complete. Returns the cycle number if a body follows.
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

    /// Records that the body of this request has been read to its end. A handler may hold a body longer than its
    /// response: the body of an earlier request has no effect.
    pub fn finish_request_body(&self, cycle_number: u32) {
        let _ = self
            .0
            .unread_body
            .compare_exchange(cycle_number, 0, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether a part of the request's body has not been read.
    pub fn has_unread_body(&self) -> bool {
        self.0.unread_body.load(Ordering::Relaxed) != 0
    }

    /// Records the head of a response. Returns the cycle number, for [`Self::finish_response`].
    pub fn start_response(&self, headers: &HeaderMap) -> u32 {
        if ends_connection(headers) {
            self.set_last();
        }
        self.cycle_number()
    }

    /// Records the end of this response. Bytes that arrive from now on belong to the next request.
    pub fn finish_response(&self, cycle_number: u32) {
        let next = cycle_number.wrapping_add(1);
        let _ = self
            .0
            .cycle_number
            .compare_exchange(cycle_number, next, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Stops tracking requests: for HTTP/2 and while closing. No request counts as awaited from now on.
    pub fn stop_tracking(&self) {
        // The largest number is odd.
        self.0.cycle_number.store(u32::MAX, Ordering::Relaxed);
    }

    pub fn note_sent(&self) {
        self.0.sends.fetch_add(1, Ordering::Relaxed);
    }

    pub fn note_flushed(&self) {
        self.0.flushed.store(self.cycle_number(), Ordering::Relaxed);
    }

    fn set_last(&self) {
        self.0.last.store(true, Ordering::Relaxed);
    }

    fn cycle_number(&self) -> u32 {
        self.0.cycle_number.load(Ordering::Relaxed)
    }

    /// The cycle number, while the server awaits a request.
    pub fn awaited_request(&self) -> Option<u32> {
        Some(self.cycle_number()).filter(|cycle_number| cycle_number.is_multiple_of(2))
    }

    /// The current period without work: the server awaits a request and has flushed every response. Else None.
    pub fn idle_since(&self) -> Option<IdleSince> {
        let flushed = self.0.flushed.load(Ordering::Relaxed);
        let sends = self.0.sends.load(Ordering::Relaxed);
        self.awaited_request()
            .filter(|cycle_number| *cycle_number == flushed)
            .map(|cycle_number| IdleSince { cycle_number, sends })
    }

    /// Whether the next bytes can only be the head of a request, so that the parser can be dropped.
    pub fn can_idle(&self) -> bool {
        !self.has_unread_body() && !self.0.last.load(Ordering::Relaxed)
    }

    /// Set while hyper's connection is shut down to drop its parser; the socket stays open.
    pub fn set_idle(&self, idle: bool) {
        self.0.idle.store(idle, Ordering::Relaxed);
    }

    pub fn is_idle(&self) -> bool {
        self.0.idle.load(Ordering::Relaxed)
    }
}

/// A timer for one period at a time; a new `Period` starts it again.
pub struct Countdown<Period>(Option<(Period, Pin<Box<Sleep>>)>);

impl<Period> Default for Countdown<Period> {
    fn default() -> Self {
        Self(None)
    }
}

impl<Period: PartialEq> Countdown<Period> {
    /// Ready once `timeout` has passed since the first call with this `period`.
    pub fn poll_since(&mut self, period: Period, timeout: Duration, context: &mut Context<'_>) -> Poll<()> {
        let timer = match self.0.take() {
            Some((since, timer)) if since == period => timer,
            _ => Box::pin(sleep(timeout)),
        };
        let (_, timer) = self.0.insert((period, timer));
        timer.as_mut().poll(context)
    }
}

/// Whether this request is the last of the connection, or may be.
///
/// A request with both `Content-Length` and `Transfer-Encoding` has to be the last (RFC 9112, section 6.1). hyper
/// closes the connection after it, but removes `Content-Length`. So here every chunked request counts as the last,
/// and the connection keeps its parser.
fn is_last<B>(request: &hyper::Request<B>, has_body: bool) -> bool {
    let headers = request.headers();
    request.version() != Version::HTTP_11
        || ends_connection(headers)
        || has_body && headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether `Connection` has an option other than `keep-alive`, such as `close` or `upgrade` (RFC 9112, section 9.3).
fn ends_connection(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"keep-alive"))
}
