//! StallExecutor of HTTP/2. In HTTP/1.1 the connection notices when nothing of an answer is taken. Here it has others to carry,
//! so each answer notices for itself.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::rt::Executor;

use super::keep_alive::Countdown;

/// The most bytes of an answer that are sent away at once. What has been sent is out of sight: it counts as taken once
/// there is room for the first byte of what follows.
const CHUNK: usize = 16 * 1024;

tokio::task_local! {
    /// How many pieces of its answer a stream has sent away, of which the last waits to be taken. Zero while the other
    /// side waits for us.
    static CHUNKS_SENT: Cell<u32>;
}

/// Runs the streams of a connection, each until nothing of its answer is taken for so long.
#[derive(Clone, Copy)]
pub struct StallExecutor {
    /// How long the other side may take.
    pub timeout: Duration,
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for StallExecutor {
    fn execute(&self, stream: F) {
        tokio::spawn(run(stream, self.timeout));
    }
}

async fn run(stream: impl Future<Output = ()>, timeout: Duration) {
    let mut stream = pin!(stream);
    let mut clock = Countdown::default();
    let mut sent = 0;
    poll_fn(|context| {
        let poll = || (stream.as_mut().poll(context), CHUNKS_SENT.with(Cell::get));
        let (progress, now) = CHUNKS_SENT.sync_scope(Cell::new(sent), poll);
        sent = now;
        if progress.is_ready() || sent == 0 {
            clock = Countdown::default();
            return progress;
        }
        clock.poll_since(sent, timeout, context)
    })
    .await;
}

/// An answer's body that is sent away piece by piece.
pub struct ChunkedBody<B> {
    body: B,
    left: Bytes,
}

impl<B> ChunkedBody<B> {
    /// Of this answer.
    pub fn wrap(answer: hyper::Response<B>) -> hyper::Response<Self> {
        answer.map(|body| Self {
            body,
            left: Bytes::new(),
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
        if self.left.is_empty() {
            note(|_| 0);
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) if frame.is_data() => self.left = frame.into_data().unwrap_or_default(),
                other => return Poll::Ready(other),
            }
        }
        note(|sent| sent.wrapping_add(1).max(1));
        let length = self.left.len().min(CHUNK);
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && self.body.is_end_stream()
    }

    /// Asked for before anything has been sent away.
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn note(change: impl FnOnce(u32) -> u32) {
    // Outside of a stream there is nobody who wants to know.
    let _ = CHUNKS_SENT.try_with(|sent| sent.set(change(sent.get())));
}
