//! Removes, now and then, the files that nothing wants.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Files;
use crate::clock::Clock;
use crate::entities::Timestamp;

/// How long files may wait for the row that wants them: far longer than any upload takes.
pub const PATIENCE: i64 = Timestamp::DAY;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(3_600);

/// Looks at once, and then every hour until told to stop.
pub async fn run(files: Arc<Files>, clock: Clock, stop: CancellationToken) {
    loop {
        match files.sweep(clock.now().minus(PATIENCE)).await {
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
