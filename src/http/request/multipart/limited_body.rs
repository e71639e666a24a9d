//! The body of an upload as a stream with limits: total size, a minimum rate, a maximum pause, and the bytes that the
//! parser holds unread.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use poem::Body;
use tokio::time::Instant;

use crate::http::wait_budget::WaitBudget;

/// Maximum size of a form with files, in bytes: the photos of a home, and some room for the other parts.
const MAX_BYTES: u64 = 460_000_000;

/// Minimum rate of an upload, in bytes per second: a phone with poor reception. Only the time that the server waits for
/// bytes counts.
const MIN_RATE: f64 = 8_000.0;

/// Maximum pause without bytes. Also the cap of the wait budget: a fast start does not allow a longer pause later.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum number of unread bytes in the parser before it gets another chunk. Without it, the head of a part without an
/// end would grow without limit.
const MAX_BUFFERED: u64 = 64 * 1_024;

/// How often the parser may run without progress before it counts as starved: it needs more bytes.
const MAX_IDLE_TURNS: u32 = 3;

/// What the parser has done, for the stream that feeds it.
#[derive(Default)]
pub struct Progress {
    /// Bytes of all parts that have been read, with their heads.
    read: AtomicU64,
    /// Whether the parser waits for the head of a part, or for the end of the form.
    pub in_head: AtomicBool,
}

impl Progress {
    pub fn add_read(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// Why reading a body failed.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the body arrived too slowly")]
    Slow,
    #[error("the body is too large")]
    Large,
    #[error("the body was interrupted: {0}")]
    Interrupted(io::Error),
}

/// A body that is being received, with its limits.
struct LimitedBody<S> {
    body: S,
    received: u64,
    progress: Arc<Progress>,
    wait_budget: WaitBudget,
}

/// Streams a body within its limits. The time that the server takes for processing does not count.
pub fn limited_stream(
    body: Body,
    progress: Arc<Progress>,
) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static {
    let state = LimitedBody {
        body: body.into_bytes_stream().boxed(),
        received: 0,
        progress,
        wait_budget: WaitBudget::new(TIMEOUT, TIMEOUT, MIN_RATE),
    };
    stream::try_unfold(state, |mut state| async move {
        // The parser reads every chunk that is ready before it parses any. Yielding gives it one chunk at a time.
        tokio::task::yield_now().await;
        state.wait_for_parser().await?;
        let bytes = state.next().await?;
        Ok(bytes.map(|bytes| (bytes, state)))
    })
    .boxed()
}

impl<S: Stream<Item = io::Result<Bytes>> + Unpin> LimitedBody<S> {
    /// Waits until the parser has at most [`MAX_BUFFERED`] unread bytes, or is starved. Each yield is a turn of the
    /// parser.
    ///
    /// # Errors
    /// [`BodyError::Large`] if it is starved in the head of a part.
    async fn wait_for_parser(&mut self) -> Result<(), BodyError> {
        let (mut read, mut idle_turns) = (self.progress.read(), 0);
        while self.received.saturating_sub(read) > MAX_BUFFERED {
            tokio::task::yield_now().await;
            let before = std::mem::replace(&mut read, self.progress.read());
            idle_turns = if read == before { idle_turns + 1 } else { 0 };
            if idle_turns < MAX_IDLE_TURNS {
                continue;
            }
            if self.progress.in_head.load(Ordering::Relaxed) {
                return Err(BodyError::Large);
            }
            // In the content of a part, a starved parser has read all but some bytes: those of skipped parts.
            self.progress.read.store(self.received, Ordering::Relaxed);
            return Ok(());
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        let began = Instant::now();
        let bytes = tokio::time::timeout(self.wait_budget.remaining(), self.body.next())
            .await
            .map_err(|_| BodyError::Slow)?
            .transpose()
            .map_err(BodyError::Interrupted)?;
        let length = bytes.as_ref().map_or(0, Bytes::len);
        self.wait_budget.record(began.elapsed(), length);
        self.received += length as u64;
        if self.received > MAX_BYTES {
            return Err(BodyError::Large);
        }
        Ok(bytes)
    }
}
