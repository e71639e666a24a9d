//! Whether everything is there and fits together. Each check reads a page at a time, from one moment of the database, so
//! that the site may go on beside it; what is wrong is told at once, a line each.

mod conversations;
mod files;
mod listings;
mod messages;

use super::progress::Progress;
use crate::config::Config;
use crate::db::Snapshot;
use crate::error::Result;
use crate::storage::Files;

/// What is told of each finding.
pub type Report<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Where findings go, and how many there are.
struct Findings<'a> {
    tell: Report<'a>,
    number: u64,
}

impl Findings<'_> {
    fn note(&mut self, finding: &str) {
        self.number += 1;
        (self.tell)(finding);
    }
}

/// Looks through the database and the files beside it, and tells what is wrong; answers with how much that is.
/// `thorough` also reads every file.
///
/// # Errors
/// One sentence for the operator: what could not be looked at.
pub async fn verify(config: &Config, thorough: bool, tell: Report<'_>) -> Result<u64, String> {
    let snapshot = Snapshot::open(config).await?;
    let mut findings = Findings { tell, number: 0 };
    let looked = look(config, &snapshot, thorough, &mut findings).await;
    snapshot.close().await;
    looked?;
    Ok(findings.number)
}

async fn look(config: &Config, snapshot: &Snapshot, thorough: bool, findings: &mut Findings<'_>) -> Result<(), String> {
    let stored = storage(snapshot, findings).await.map_err(|error| error.to_string())?;
    if !stored {
        // What is damaged below says nothing worth reading above.
        return Ok(());
    }
    let kept = Files::inspect(config).await?;
    let looked = async {
        listings::check(snapshot, findings).await?;
        conversations::check(snapshot, findings).await?;
        files::check(config, snapshot, &kept, thorough, findings).await
    };
    looked.await.map_err(|error| error.to_string())
}

/// What SQLite itself can tell. Answers whether tables can be read.
async fn storage(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<bool> {
    let _progress = Progress::new("Storage", 1);
    let damage = snapshot.damage().await;
    for line in &damage {
        findings.note(&format!("the database is damaged: {line}"));
    }
    if damage.is_empty() {
        for line in snapshot.broken_references().await? {
            findings.note(&line);
        }
    }
    Ok(damage.is_empty())
}
