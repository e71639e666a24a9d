//! Whether every row has its files.

use super::Findings;
use crate::config::Config;
use crate::db::Snapshot;
use crate::error::{AppError, Result};
use crate::maintenance::file_references::{FileReference, ReferenceScan, count};
use crate::maintenance::progress::Progress;
use crate::storage::Files;

/// Looks for the files of every row; `thorough` reads them as well.
pub async fn check(
    config: &Config,
    snapshot: &Snapshot,
    files: &Files,
    thorough: bool,
    findings: &mut Findings<'_>,
) -> Result<()> {
    let mut progress = Progress::new("Files", count(snapshot.conn()).await?);
    let mut walk = ReferenceScan::default();
    loop {
        let page = walk.next(snapshot.conn()).await?;
        if page.is_empty() {
            return Ok(());
        }
        for wanted in page {
            let fault = if thorough {
                wanted.read(files).await.1
            } else {
                wanted.fault(files).await
            };
            if let Some(fault) = fault
                && still_wanted(config, &wanted).await?
            {
                findings.note(&fault);
            }
            progress.add(1);
        }
    }
}

/// The site goes on: what it removed since the moment that is looked at takes its files with it.
async fn still_wanted(config: &Config, wanted: &FileReference) -> Result<bool> {
    let now = Snapshot::open(config).await.map_err(AppError::Unavailable)?;
    let found = wanted.is_in(now.conn()).await;
    now.close().await;
    found
}
