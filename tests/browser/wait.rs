//! Waiting for something to become true, with an end.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long a page may take for what needs no poll.
pub const SOON: Duration = Duration::from_secs(5);

/// How long until an open conversation shows what the other side wrote: a poll every three seconds.
pub const A_POLL: Duration = Duration::from_secs(4);

/// How long until an open inbox shows it: a poll every five seconds.
pub const AN_INBOX_POLL: Duration = Duration::from_secs(6);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks until there is something to see. Out of patience, it says what was missing.
pub async fn eventually<T>(patience: Duration, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(
            began.elapsed() < patience,
            "within {patience:?} this did not happen: {what}"
        );
        sleep(PAUSE).await;
    }
}

/// Looks for a while: that something does *not* happen can only be seen by waiting for it.
pub async fn never(patience: Duration, what: &str, look: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while began.elapsed() < patience {
        assert!(!look().await, "this happened: {what}");
        sleep(PAUSE).await;
    }
}
