//! A connection that keeps its permit for as long as it is open, and does not wait for ever for the other side: neither
//! to ask something, nor to finish the head of a request that it has head_started_in, nor to read.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep, timeout};

use super::connection_limits::ConnectionPermit;
use super::keep_alive::{Countdown, RequestCycle};
use super::unix_or_tcp::{self, Socket};

/// How long the other side may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// To ask something.
    pub idle: Duration,
    /// To finish the head of a request, from its first byte on.
    pub head: Duration,
    /// To take something of what it asked for.
    pub reader: Duration,
}

/// A connection; a socket that it is upgraded to is still the same.
pub struct ClientIo {
    socket: Socket,
    /// What was read before, and too read_ahead: the beginning of the next head.
    read_ahead: Bytes,
    timeouts: Timeouts,
    cycle: RequestCycle,
    /// The cycle_number in which the last bytes arrived, if a head was awaited_request then.
    head_started_in: Option<u32>,
    /// Runs while a head has head_started_in and does not go on.
    head_countdown: Countdown<u32>,
    /// Set while the other side takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// hyper has suppressed what was asked.
    suppressed: bool,
    _permit: ConnectionPermit,
}

impl ClientIo {
    /// Whoever takes longer than that is gone.
    pub fn new(socket: Socket, timeouts: Timeouts, cycle: RequestCycle, permit: ConnectionPermit) -> Self {
        Self {
            socket,
            read_ahead: Bytes::new(),
            timeouts,
            cycle,
            head_started_in: None,
            head_countdown: Countdown::default(),
            stalled: None,
            suppressed: false,
            _permit: permit,
        }
    }

    /// How long the other side may take.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Waits until something is asked. False when nothing is for too long.
    pub async fn is_requested(&self) -> bool {
        let asked = timeout(self.timeouts.idle, unix_or_tcp::readable(&self.socket));
        !self.read_ahead.is_empty() || asked.await.is_ok()
    }

    /// Whether what is asked begins with these bytes. Reads only as far as it does. None when nothing is asked for too
    /// long, or ever.
    pub async fn starts_with(&mut self, words: &[u8]) -> Option<bool> {
        let mut read_ahead = BytesMut::with_capacity(words.len());
        while read_ahead.len() < words.len() && words.starts_with(&read_ahead) {
            let left = words.len() - read_ahead.len();
            match timeout(self.timeouts.idle, self.read_buf(&mut (&mut read_ahead).limit(left))).await {
                Ok(Ok(1..)) => {}
                _ => break,
            }
        }
        self.read_ahead = read_ahead.freeze();
        (!self.read_ahead.is_empty()).then(|| self.read_ahead == words)
    }

    /// Takes back what was read too read_ahead.
    pub fn put_back(&mut self, read_ahead: Bytes) {
        self.read_ahead = read_ahead;
    }

    /// Whether hyper has suppressed what was asked. Nobody has heard that; from here on, what is said is heard again.
    pub fn was_suppressed(&mut self) -> bool {
        std::mem::take(&mut self.suppressed)
    }

    /// Whether what is being said is hyper's own answer to a head that it cannot read, which has none of the headers that
    /// every answer has. It says nothing else of its own accord: nobody has asked anything that was understood, and
    /// whatever was asked before has been answered and sent.
    fn suppresses_response(&mut self) -> bool {
        self.suppressed |= self.cycle.idle_since().is_some();
        self.suppressed
    }

    /// Ready once a head that has head_started_in is overdue. Most arrive whole, and need no clock.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
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

    fn unless_stalled<T>(&mut self, context: &mut Context<'_>, progress: Poll<Result<T>>) -> Poll<Result<T>> {
        if progress.is_ready() {
            self.cycle.note_sent();
            self.stalled = None;
            return progress;
        }
        let patience = self.timeouts.reader;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the other side reads nothing")))
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
            ready!(self.poll_overdue(context));
            return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "a request's head does not end")));
        }
        read
    }
}

impl AsyncWrite for ClientIo {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        if self.suppresses_response() {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.unless_stalled(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        if self.suppresses_response() {
            return Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()));
        }
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, parts);
        self.unless_stalled(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(Pin::new(&mut self.socket).poll_flush(context))?;
        self.cycle.note_flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        if self.cycle.is_idle() || self.suppressed {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
