//! Integrity check of the database and the stored files. Each difference between redundant data is reported as a line.
//!
//! All checks read page by page from one snapshot, so the site can run meanwhile.

mod conversations;
mod files;
mod listings;
mod messages;

use super::progress::Progress;
use crate::config::Config;
use crate::db::Snapshot;
use crate::error::Result;
use crate::storage::Store;

/// Called with each finding, a line for the operator.
pub type Report<'a> = &'a mut (dyn FnMut(&str) + Send);

struct Findings<'a> {
    report: Report<'a>,
    count: u64,
}

impl Findings<'_> {
    fn add(&mut self, finding: &str) {
        self.count += 1;
        (self.report)(finding);
    }
}

/// Checks the database and its files; reports each finding and returns their number. `thorough` also reads every file
/// and compares its checksum.
///
/// # Errors
/// One sentence for the operator: what could not be read.
pub async fn verify(config: &Config, thorough: bool, report: Report<'_>) -> Result<u64, String> {
    let snapshot = Snapshot::open(config).await?;
    let mut findings = Findings { report, count: 0 };
    let result = run_checks(config, &snapshot, thorough, &mut findings).await;
    snapshot.close().await;
    result?;
    Ok(findings.count)
}

async fn run_checks(
    config: &Config,
    snapshot: &Snapshot,
    thorough: bool,
    findings: &mut Findings<'_>,
) -> Result<(), String> {
    let is_readable = check_database(snapshot, findings)
        .await
        .map_err(|error| error.to_string())?;
    if !is_readable {
        // Findings in the rows of damaged tables would be misleading.
        return Ok(());
    }
    let store = Store::inspect(config).await?;
    let checks = async {
        listings::check(snapshot, findings).await?;
        conversations::check(snapshot, findings).await?;
        files::check(config, snapshot, &store, thorough, findings).await
    };
    checks.await.map_err(|error| error.to_string())
}

/// Runs the integrity checks of SQLite. Returns whether the tables can be read.
async fn check_database(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<bool> {
    let _progress = Progress::new("Database", 1);
    let damage = snapshot.damage().await;
    for line in &damage {
        findings.add(&format!("the database is damaged: {line}"));
    }
    if damage.is_empty() {
        for line in snapshot.broken_references().await? {
            findings.add(&line);
        }
    }
    Ok(damage.is_empty())
}
