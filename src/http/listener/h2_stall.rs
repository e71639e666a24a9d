//! The read timeout of HTTP/2: resets a stream when its client reads nothing of the response.
//!
//! HTTP/1.1 measures this at the socket ([`super::client_io`]). An HTTP/2 socket carries many streams, each with its
//! own flow control window. So each stream has its own timer, which restarts with each chunk of its response.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use hyper::rt::Executor;

use super::keep_alive::Countdown;

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

/// Changes the number of chunks that the stream of this task has passed to h2.
pub fn set_chunks_sent(change: impl FnOnce(u32) -> u32) {
    // Fails outside the task of a stream, where no timer needs the count.
    let _ = CHUNKS_SENT.try_with(|sent| sent.set(change(sent.get())));
}
