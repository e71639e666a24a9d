//! Waiting for a condition with a timeout.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long a condition may take. Far above what any takes on an idle machine (a poll of the inbox, 5 s), so that other
/// processes on the machine never decide a test.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Pause between two checks.
const PAUSE: Duration = Duration::from_millis(50);

/// Repeats `check` until it returns a value. Panics after [`TIMEOUT`] with the description `what`.
pub async fn eventually<T>(what: &str, check: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(value) = check().await {
            return value;
        }
        assert!(began.elapsed() < TIMEOUT, "not within {TIMEOUT:?}: {what}");
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
