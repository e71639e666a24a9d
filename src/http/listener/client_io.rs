//! The socket of a connection, with timeouts. It holds the connection's permit, also after an upgrade to a WebSocket.
//!
//! - Idle timeout: the client sends no request.
//! - Head timeout: the client sends a request's head too slowly (slowloris).
//! - Read timeout: the client reads nothing of a response (slow read).
//!
//! It also suppresses hyper's own error response to a head that it cannot parse, which lacks the site's security headers.
//! The listener sends an early response instead ([`super::early_responses`]).

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::connection_limits::ConnectionPermit;
use super::keep_alive::{Countdown, RequestCycle};
use super::unix_or_tcp::{self, Socket};
use crate::http::wait_budget::WaitBudget;

/// The connection closes when one of these timeouts expires.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For the first byte of a request.
    pub idle: Duration,
    /// For the whole head of a request, from its first byte.
    pub head: Duration,
    /// For the client to read any part of a response.
    pub stall: Duration,
    /// The least average speed of a client that reads a response, in bytes a second. Only the time in which the server
    /// waits for the client counts. The stall timeout is added, so that a client may pause.
    pub min_read_rate: f64,
}

/// A response that the client reads more slowly than the server writes.
struct BlockedWrite {
    /// Not capped: only the stall timeout limits a single pause.
    budget: WaitBudget,
    waiting_since: Option<Instant>,
    /// Expires when the client has read nothing for the stall timeout, or reads too slowly.
    timer: Pin<Box<Sleep>>,
}

impl BlockedWrite {
    fn new(timeouts: Timeouts) -> Self {
        Self {
            budget: WaitBudget::new(timeouts.stall, Duration::MAX, timeouts.min_read_rate),
            waiting_since: None,
            timer: Box::pin(sleep(Duration::ZERO)),
        }
    }

    fn poll_timeout(&mut self, context: &mut Context<'_>, timeouts: Timeouts) -> Poll<()> {
        if self.waiting_since.is_none() {
            let now = Instant::now();
            let limit = self.budget.remaining().min(timeouts.stall);
            self.timer.as_mut().reset(now + limit);
            self.waiting_since = Some(now);
        }
        self.timer.as_mut().poll(context)
    }

    fn note_sent(&mut self, length: usize) {
        let waited = self.waiting_since.take().map(|since| since.elapsed());
        self.budget.record(waited.unwrap_or_default(), length);
    }
}

pub struct ClientIo {
    socket: Socket,
    /// Bytes that were read earlier and not consumed: the start of the next head.
    read_ahead: Bytes,
    timeouts: Timeouts,
    cycle: RequestCycle,
    /// The cycle number when the last bytes arrived, if the server awaited a request then.
    head_started_in: Option<u32>,
    /// Runs while a head is incomplete. Its period is the cycle number, so further bytes do not restart it.
    head_countdown: Countdown<u32>,
    /// Set from the first write that the socket does not accept at once to the end of the response.
    blocked: Option<Box<BlockedWrite>>,
    /// Whether hyper's error response was suppressed.
    suppressed: bool,
    _permit: ConnectionPermit,
}

impl ClientIo {
    pub fn new(socket: Socket, timeouts: Timeouts, cycle: RequestCycle, permit: ConnectionPermit) -> Self {
        Self {
            socket,
            read_ahead: Bytes::new(),
            timeouts,
            cycle,
            head_started_in: None,
            head_countdown: Countdown::default(),
            blocked: None,
            suppressed: false,
            _permit: permit,
        }
    }

    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Waits until there are bytes to read, or the client has closed. False after the idle timeout.
    pub async fn wait_readable(&self) -> bool {
        let readable = timeout(self.timeouts.idle, unix_or_tcp::readable(&self.socket));
        !self.read_ahead.is_empty() || readable.await.is_ok()
    }

    /// Whether the client's first bytes are `prefix`. Reads up to the first byte that differs, and keeps the bytes
    /// for the parser. None when the client sends nothing within the idle timeout, or closes.
    pub async fn starts_with(&mut self, prefix: &[u8]) -> Option<bool> {
        let mut read_ahead = BytesMut::with_capacity(prefix.len());
        while read_ahead.len() < prefix.len() && prefix.starts_with(&read_ahead) {
            let missing = prefix.len() - read_ahead.len();
            match timeout(self.timeouts.idle, self.read_buf(&mut (&mut read_ahead).limit(missing))).await {
                Ok(Ok(1..)) => {}
                _ => break,
            }
        }
        self.read_ahead = read_ahead.freeze();
        (!self.read_ahead.is_empty()).then(|| self.read_ahead == prefix)
    }

    /// Takes back bytes that a parser has read and not consumed. The next read returns them first.
    pub fn put_back(&mut self, read_ahead: Bytes) {
        self.read_ahead = read_ahead;
    }

    /// Whether hyper tried to send its own error response, which was suppressed. Clears the flag, so that later
    /// writes are sent.
    pub fn take_suppressed(&mut self) -> bool {
        std::mem::take(&mut self.suppressed)
    }

    /// Whether the bytes that hyper writes are its own error response to a head that it cannot parse. While the server
    /// awaits a request and has flushed every response, hyper writes nothing else.
    fn suppresses_write(&mut self) -> bool {
        self.suppressed |= self.cycle.idle_since().is_some();
        self.suppressed
    }

    /// Ready once an incomplete head is over its timeout. Most heads arrive in one read and never start the timer.
    fn poll_head_timeout(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(cycle_number) = self
            .cycle
            .awaited_request()
            .filter(|cycle_number| self.head_started_in == Some(*cycle_number))
        else {
            return Poll::Pending;
        };
        self.head_countdown
            .poll_since(cycle_number, self.timeouts.head, context)
    }

    /// The result of a write; an error once the client reads nothing, or too slowly.
    fn or_stall_timeout(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if let Poll::Ready(result) = written {
            self.cycle.note_sent();
            if let (Some(blocked), Ok(length)) = (&mut self.blocked, &result) {
                blocked.note_sent(*length);
            }
            return Poll::Ready(result);
        }
        let blocked = self
            .blocked
            .get_or_insert_with(|| Box::new(BlockedWrite::new(self.timeouts)));
        ready!(blocked.poll_timeout(context, self.timeouts));
        Poll::Ready(Err(Error::new(
            ErrorKind::TimedOut,
            "the client reads nothing, or too slowly",
        )))
    }
}

impl AsyncRead for ClientIo {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let read = if self.read_ahead.is_empty() {
            Pin::new(&mut self.socket).poll_read(context, buffer)
        } else {
            let fits = self.read_ahead.len().min(buffer.remaining());
            buffer.put_slice(&self.read_ahead[..fits]);
            self.read_ahead.advance(fits);
            Poll::Ready(Ok(()))
        };
        if buffer.filled().len() > before {
            self.head_started_in = self.cycle.awaited_request();
        }
        if read.is_pending() {
            ready!(self.poll_head_timeout(context));
            return Poll::Ready(Err(Error::new(
                ErrorKind::TimedOut,
                "the head of the request is incomplete",
            )));
        }
        read
    }
}

impl AsyncWrite for ClientIo {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        if self.suppresses_write() {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.or_stall_timeout(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        if self.suppresses_write() {
            return Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()));
        }
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, parts);
        self.or_stall_timeout(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(Pin::new(&mut self.socket).poll_flush(context))?;
        self.cycle.note_flushed();
        if self.cycle.idle_since().is_some() {
            self.blocked = None;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        // hyper shuts down when it gives up its parser, or has failed to parse. The socket is still needed in both
        // cases.
        if self.cycle.is_idle() || self.suppressed {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
