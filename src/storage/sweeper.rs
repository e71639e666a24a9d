//! The sweeper: a task that deletes unreferenced files and expired rows once an hour.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Files;
use crate::clock::Clock;
use crate::entities::Timestamp;
use crate::error::Result;

/// In microseconds. Younger files are kept, because their row may follow: far longer than any upload takes.
pub const MIN_AGE: i64 = Timestamp::DAY;

const INTERVAL: Duration = Duration::from_secs(3_600);

/// Sweeps at once and then every hour, until `stop` is cancelled. First `delete_expired` deletes expired sessions, and the
/// rows of uploads that were not sent since the given time, so that their files are unreferenced.
pub async fn run<F>(files: Arc<Files>, clock: Clock, delete_expired: impl Fn(Timestamp) -> F, stop: CancellationToken)
where
    F: Future<Output = Result<()>>,
{
    loop {
        let before = clock.now().minus(MIN_AGE);
        let swept = match delete_expired(before).await {
            Ok(()) => files.sweep(before).await,
            Err(error) => Err(error),
        };
        match swept {
            Ok(0) => {}
            Ok(keys) => tracing::info!(keys, "Deleted unreferenced files."),
            Err(error) => tracing::warn!(%error, "The sweep for unreferenced files failed."),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}
