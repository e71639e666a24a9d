//! The read timeout of HTTP/2: resets a stream when its client reads nothing of the response.
//!
//! HTTP/1.1 measures this at the socket ([`super::client_io`]). An HTTP/2 socket carries many streams, each with its
//! own flow control window. So each stream has its own timer, which restarts with each chunk of its response.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::rt::Executor;

use super::keep_alive::Countdown;

/// Maximum size of a chunk of a response, in bytes. h2 does not report when a chunk has been sent: it counts as read
/// once the flow control window has room for the first byte of the next chunk.
const CHUNK: usize = 16 * 1024;

tokio::task_local! {
    /// How many chunks of its response a stream has passed to h2. Zero while the client waits for the server, so that
    /// no timer runs then.
    static CHUNKS_SENT: Cell<u32>;
}

/// Runs each stream of a connection as a task. Drops the stream after the timeout, which resets it.
#[derive(Clone, Copy)]
pub struct StallExecutor {
    /// How long the client may read nothing of a response.
    pub timeout: Duration,
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for StallExecutor {
    fn execute(&self, stream: F) {
        tokio::spawn(run(stream, self.timeout));
    }
}

async fn run(stream: impl Future<Output = ()>, timeout: Duration) {
    let mut stream = pin!(stream);
    let mut timer = Countdown::default();
    let mut sent = 0;
    poll_fn(|context| {
        let poll = || (stream.as_mut().poll(context), CHUNKS_SENT.with(Cell::get));
        let (progress, now) = CHUNKS_SENT.sync_scope(Cell::new(sent), poll);
        sent = now;
        if progress.is_ready() || sent == 0 {
            timer = Countdown::default();
            return progress;
        }
        timer.poll_since(sent, timeout, context)
    })
    .await;
}

/// A response's body in chunks of at most 16 KiB, which counts them for the timer of its stream.
pub struct ChunkedBody<B> {
    body: B,
    unsent: Bytes,
}

impl<B> ChunkedBody<B> {
    pub fn wrap(response: hyper::Response<B>) -> hyper::Response<Self> {
        response.map(|body| Self {
            body,
            unsent: Bytes::new(),
        })
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for ChunkedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.unsent.is_empty() {
            set_chunks_sent(|_| 0);
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) if frame.is_data() => self.unsent = frame.into_data().unwrap_or_default(),
                other => return Poll::Ready(other),
            }
        }
        set_chunks_sent(|sent| sent.wrapping_add(1).max(1));
        let length = self.unsent.len().min(CHUNK);
        Poll::Ready(Some(Ok(Frame::data(self.unsent.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.unsent.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // hyper calls this before the first chunk, while `unsent` is empty.
        self.body.size_hint()
    }
}

fn set_chunks_sent(change: impl FnOnce(u32) -> u32) {
    // Fails outside the task of a stream, where no timer needs the count.
    let _ = CHUNKS_SENT.try_with(|sent| sent.set(change(sent.get())));
}
