//! Streams of HTTP/2. In HTTP/1.1 the connection notices when nothing of an answer is taken. Here it has others to carry,
//! so each answer notices for itself.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::rt::Executor;

use super::keep_alive::Clock;

/// The most bytes of an answer that are given away at once. What has been given is out of sight: it counts as taken once
/// there is room for the first byte of what follows.
const PIECE: usize = 16 * 1024;

tokio::task_local! {
    /// How many pieces of its answer a stream has given away, of which the last waits to be taken. Zero while the other
    /// side waits for us.
    static GIVEN: Cell<u32>;
}

/// Runs the streams of a connection, each until nothing of its answer is taken for so long.
#[derive(Clone, Copy)]
pub struct Streams {
    /// How long the other side may take.
    pub patience: Duration,
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Streams {
    fn execute(&self, stream: F) {
        tokio::spawn(run(stream, self.patience));
    }
}

async fn run(stream: impl Future<Output = ()>, patience: Duration) {
    let mut stream = pin!(stream);
    let mut clock = Clock::default();
    let mut given = 0;
    poll_fn(|context| {
        let poll = || (stream.as_mut().poll(context), GIVEN.with(Cell::get));
        let (progress, now) = GIVEN.sync_scope(Cell::new(given), poll);
        given = now;
        if progress.is_ready() || given == 0 {
            clock = Clock::default();
            return progress;
        }
        clock.poll_since(given, patience, context)
    })
    .await;
}

/// An answer's body that is given away piece by piece.
pub struct Pieces<B> {
    body: B,
    left: Bytes,
}

impl<B> Pieces<B> {
    /// Of this answer.
    pub fn of(answer: hyper::Response<B>) -> hyper::Response<Self> {
        answer.map(|body| Self {
            body,
            left: Bytes::new(),
        })
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Pieces<B> {
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
        note(|given| given.wrapping_add(1).max(1));
        let length = self.left.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && self.body.is_end_stream()
    }

    /// Asked for before anything has been given away.
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn note(change: impl FnOnce(u32) -> u32) {
    // Outside of a stream there is nobody who wants to know.
    let _ = GIVEN.try_with(|given| given.set(change(given.get())));
}
