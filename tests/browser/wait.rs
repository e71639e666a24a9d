//! Waiting for a condition with a timeout.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Timeout for changes that need no poll.
pub const SOON: Duration = Duration::from_secs(5);

/// Timeout for a poll of an open conversation, every 3 s.
pub const A_POLL: Duration = Duration::from_secs(4);

/// Timeout for a poll of an open inbox, every 5 s.
pub const AN_INBOX_POLL: Duration = Duration::from_secs(6);

/// Pause between two checks.
const PAUSE: Duration = Duration::from_millis(50);

/// Repeats `check` until it returns a value. Panics after the timeout with the description `what`.
pub async fn eventually<T>(timeout: Duration, what: &str, check: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(value) = check().await {
            return value;
        }
        assert!(began.elapsed() < timeout, "not within {timeout:?}: {what}");
        sleep(PAUSE).await;
    }
}

/// Asserts that `check` stays false for this time. Only waiting can show that something does not happen.
pub async fn never(duration: Duration, what: &str, check: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while began.elapsed() < duration {
        assert!(!check().await, "this happened: {what}");
        sleep(PAUSE).await;
    }
}
