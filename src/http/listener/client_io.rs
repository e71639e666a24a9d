//! A connection that keeps its place for as long as it is open, and does not wait for ever for the other side: neither
//! to ask something, nor to finish the head of a request that it has begun, nor to read.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep, timeout};

use super::connection_limits::Place;
use super::keep_alive::{Clock, Turns};
use super::unix_or_tcp::{self, Socket};

/// How long the other side may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To ask something.
    pub idle: Duration,
    /// To finish the head of a request, from its first byte on.
    pub head: Duration,
    /// To take something of what it asked for.
    pub reader: Duration,
}

/// A connection; a socket that it is upgraded to is still the same.
pub struct Guarded {
    socket: Socket,
    /// What was read before, and too early: the beginning of the next head.
    early: Bytes,
    patience: Patience,
    turns: Turns,
    /// The turn in which the last bytes arrived, if a head was awaited then.
    begun: Option<u32>,
    /// Runs while a head has begun and does not go on.
    dawdling: Clock<u32>,
    /// Set while the other side takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// hyper has refused what was asked.
    refused: bool,
    _place: Place,
}

impl Guarded {
    /// Whoever takes longer than that is gone.
    pub fn new(socket: Socket, patience: Patience, turns: Turns, place: Place) -> Self {
        Self {
            socket,
            early: Bytes::new(),
            patience,
            turns,
            begun: None,
            dawdling: Clock::default(),
            stalled: None,
            refused: false,
            _place: place,
        }
    }

    /// How long the other side may take.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// Waits until something is asked. False when nothing is for too long.
    pub async fn is_asked(&self) -> bool {
        let asked = timeout(self.patience.idle, unix_or_tcp::readable(&self.socket));
        !self.early.is_empty() || asked.await.is_ok()
    }

    /// Whether what is asked begins with these bytes. Reads only as far as it does. None when nothing is asked for too
    /// long, or ever.
    pub async fn begins_with(&mut self, words: &[u8]) -> Option<bool> {
        let mut early = BytesMut::with_capacity(words.len());
        while early.len() < words.len() && words.starts_with(&early) {
            let left = words.len() - early.len();
            match timeout(self.patience.idle, self.read_buf(&mut (&mut early).limit(left))).await {
                Ok(Ok(1..)) => {}
                _ => break,
            }
        }
        self.early = early.freeze();
        (!self.early.is_empty()).then(|| self.early == words)
    }

    /// Takes back what was read too early.
    pub fn put_back(&mut self, early: Bytes) {
        self.early = early;
    }

    /// Whether hyper has refused what was asked. Nobody has heard that; from here on, what is said is heard again.
    pub fn was_refused(&mut self) -> bool {
        std::mem::take(&mut self.refused)
    }

    /// Whether what is being said is hyper's own answer to a head that it cannot read, which has none of the headers that
    /// every answer has. It says nothing else of its own accord: nobody has asked anything that was understood, and
    /// whatever was asked before has been answered and sent.
    fn is_refusing(&mut self) -> bool {
        self.refused |= self.turns.idle().is_some();
        self.refused
    }

    /// Ready once a head that has begun is overdue. Most arrive whole, and need no clock.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(turn) = self.turns.awaited().filter(|turn| self.begun == Some(*turn)) else {
            return Poll::Pending;
        };
        self.dawdling.poll_since(turn, self.patience.head, context)
    }

    fn unless_stalled<T>(&mut self, context: &mut Context<'_>, progress: Poll<Result<T>>) -> Poll<Result<T>> {
        if progress.is_ready() {
            self.turns.says();
            self.stalled = None;
            return progress;
        }
        let patience = self.patience.reader;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the other side reads nothing")))
    }
}

impl AsyncRead for Guarded {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let read = if self.early.is_empty() {
            Pin::new(&mut self.socket).poll_read(context, buffer)
        } else {
            let fits = self.early.len().min(buffer.remaining());
            buffer.put_slice(&self.early[..fits]);
            self.early.advance(fits);
            Poll::Ready(Ok(()))
        };
        if buffer.filled().len() > before {
            self.begun = self.turns.awaited();
        }
        if read.is_pending() {
            ready!(self.poll_overdue(context));
            return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "a request's head does not end")));
        }
        read
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        if self.is_refusing() {
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
        if self.is_refusing() {
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
        self.turns.said();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        if self.turns.is_resting() || self.refused {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
