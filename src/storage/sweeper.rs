//! Removes, now and then, the files that nothing wants.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Files;
use crate::clock::Clock;
use crate::entities::Timestamp;
use crate::error::Result;

/// How long files may wait for the row that wants them: far longer than any upload takes.
pub const MIN_AGE: i64 = Timestamp::DAY;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(3_600);

/// Looks at once, and then every hour until told to stop. `delete_expired` removes the rows that have waited since before a time
/// for something that never came; nothing wants their files then.
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
            Ok(keys) => tracing::info!(keys, "Removed files that nothing wanted."),
            Err(error) => tracing::warn!(%error, "The files could not be looked through."),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
