//! A connection that keeps its place for as long as it is open, and does not wait for ever for the other side: neither
//! to read, nor to finish the head of a request that it has begun.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::places::Place;

/// How long the other side may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To finish the head of a request, from its first byte on.
    pub head: Duration,
    /// To take something of what it asked for.
    pub reader: Duration,
}

/// Whose turn it is on a connection: the other side's to ask, or ours to answer. Even and odd, and no turn comes twice.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<AtomicU32>);

impl Turns {
    /// A request's head has arrived.
    pub fn asked(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The answer begins; what arrives from now on belongs to the next request. Not for a connection that is upgraded:
    /// no head ever comes there again.
    pub fn answered(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of the turn, if it is the other side's.
    fn awaited(&self) -> Option<u32> {
        Some(self.0.load(Ordering::Relaxed)).filter(|turn| turn.is_multiple_of(2))
    }
}

/// A connection; a socket that it is upgraded to is still the same.
pub struct Guarded {
    stream: TcpStream,
    patience: Patience,
    turns: Turns,
    /// The turn in which the last bytes arrived, if a head was awaited then.
    begun: Option<u32>,
    /// Set while a head has begun and does not go on.
    dawdling: Option<(u32, Pin<Box<Sleep>>)>,
    /// Set while the other side takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    _place: Place,
}

impl Guarded {
    /// Whoever takes longer than that is gone.
    pub fn new(stream: TcpStream, patience: Patience, turns: Turns, place: Place) -> Self {
        Self {
            stream,
            patience,
            turns,
            begun: None,
            dawdling: None,
            stalled: None,
            _place: place,
        }
    }

    /// Ready once a head that has begun is overdue. Most arrive whole, and need no clock.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(turn) = self.turns.awaited().filter(|turn| self.begun == Some(*turn)) else {
            return Poll::Pending;
        };
        let patience = self.patience.head;
        let clock = match self.dawdling.take() {
            Some((since, clock)) if since == turn => clock,
            _ => Box::pin(sleep(patience)),
        };
        let (_, clock) = self.dawdling.insert((turn, clock));
        clock.as_mut().poll(context)
    }

    fn unless_stalled<T>(&mut self, context: &mut Context<'_>, progress: Poll<Result<T>>) -> Poll<Result<T>> {
        if progress.is_ready() {
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
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
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
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.unless_stalled(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.unless_stalled(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
