//! Checks that the files of every row exist and are intact.

use super::Findings;
use crate::config::Config;
use crate::db::Snapshot;
use crate::error::{AppError, Result};
use crate::maintenance::file_references::{FileReference, ReferenceScan, count};
use crate::maintenance::progress::Progress;
use crate::storage::Store;

/// Checks existence and size of the files of every row; `thorough` compares their checksums.
pub async fn check(
    config: &Config,
    snapshot: &Snapshot,
    store: &Store,
    thorough: bool,
    findings: &mut Findings<'_>,
) -> Result<()> {
    let mut progress = Progress::new("Files", count(snapshot.conn()).await?);
    let mut scan = ReferenceScan::default();
    loop {
        let page = scan.next(snapshot.conn()).await?;
        if page.is_empty() {
            return Ok(());
        }
        for reference in page {
            let fault = if thorough {
                reference.read(store).await.1
            } else {
                reference.fault(store).await
            };
            if let Some(fault) = fault
                && is_still_referenced(config, &reference).await?
            {
                findings.add(&fault);
            }
            progress.add(1);
        }
    }
}

/// Looks the reference up in the current database: the running site may have removed rows and their files since the
/// snapshot.
async fn is_still_referenced(config: &Config, reference: &FileReference) -> Result<bool> {
    let current = Snapshot::open(config).await.map_err(AppError::Unavailable)?;
    let is_referenced = reference.is_in(current.conn()).await;
    current.close().await;
    is_referenced
}
