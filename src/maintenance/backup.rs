//! A whole site in one file, while it runs.
//!
//! The database is copied first, in one moment, and then the files that the copy names: those are never changed, and a row
//! never lacks its own. Only what is removed meanwhile is missing when its turn comes. The database is then copied anew, and
//! does not name it any more; what two copies name and nobody finds is lost.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::path::Path;

use tempfile::NamedTempFile;

use super::archive::ArchiveWriter;
use super::file_references::{ReferenceScan, count};
use super::progress::Progress;
use super::verify::Report;
use crate::config::Config;
use crate::db::{self, Snapshot, folder_of};
use crate::error::AppError;
use crate::storage::Files;

/// How often the database is copied anew, on a site where something is removed all the time.
const MOST_COPIES: usize = 10;

/// What a file is called until it is a backup.
const UNFINISHED: &str = ".porchlight-";

/// A backup under way.
struct Taking<'a> {
    config: &'a Config,
    files: Files,
    packing: ArchiveWriter,
    packed: HashSet<String>,
    damaged: u64,
    tell: Report<'a>,
}

/// Packs the database and every file into one that is not there yet. Tells what is not as it should be, and answers with
/// how much that is: the backup then lacks it as the site does.
///
/// # Errors
/// One sentence for the operator; there is no file then.
pub async fn backup(config: &Config, to: &Path, tell: Report<'_>) -> Result<u64, String> {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", to.display());
    if to.exists() {
        return Err(format!(
            "{} is there already: a backup overwrites nothing",
            to.display()
        ));
    }
    // Beside the file: that is where there has to be room. Both are for their owner alone, and gone unless they are kept.
    let folder = folder_of(to);
    let unfinished = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)
        .map_err(failed)?;
    let copies = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempdir_in(folder)
        .map_err(failed)?;
    let mut taking = Taking {
        config,
        files: Files::inspect(config).await?,
        packing: ArchiveWriter::into(unfinished.reopen().map_err(failed)?),
        packed: HashSet::new(),
        damaged: 0,
        tell,
    };
    let missing = taking.take(copies.path()).await?;
    taking.packing.finish().map_err(failed)?;
    keep(unfinished, to).map_err(failed)?;
    for fault in &missing {
        (taking.tell)(fault);
    }
    Ok(missing.len() as u64 + taking.damaged)
}

/// Gives a file that is on disk its name, unless somebody else has that by now.
fn keep(unfinished: NamedTempFile, to: &Path) -> std::io::Result<()> {
    unfinished.persist_noclobber(to)?;
    File::open(folder_of(to))?.sync_all()
}

impl Taking<'_> {
    /// Packs everything; answers with what is missing.
    async fn take(&mut self, folder: &Path) -> Result<BTreeSet<String>, String> {
        let mut before = None;
        let mut copies = 0;
        loop {
            copies += 1;
            let copy = folder.join(format!("{copies}.db"));
            copy_database(self.config, &copy).await?;
            let missing = self.pack_files(&copy).await?;
            if missing.is_empty() || before.as_ref() == Some(&missing) || copies == MOST_COPIES {
                self.pack_database(&copy)?;
                return Ok(missing);
            }
            std::fs::remove_file(&copy).map_err(|error| format!("{}: {error}", copy.display()))?;
            before = Some(missing);
        }
    }

    /// Packs the files that a copy names and that are not packed yet; answers with those that are not there.
    async fn pack_files(&mut self, copy: &Path) -> Result<BTreeSet<String>, String> {
        let copy = Snapshot::open_file(copy).await?;
        let packed = self.pack_files_of(&copy).await;
        copy.close().await;
        packed.map_err(|error| format!("the files cannot be packed: {error}"))
    }

    async fn pack_files_of(&mut self, copy: &Snapshot) -> Result<BTreeSet<String>, AppError> {
        let mut progress = Progress::new("ArchiveWriter files", count(copy.conn()).await?);
        let (mut walk, mut missing) = (ReferenceScan::default(), BTreeSet::new());
        loop {
            let page = walk.next(copy.conn()).await?;
            if page.is_empty() {
                return Ok(missing);
            }
            for wanted in page {
                progress.add(1);
                if self.packed.contains(&wanted.key) {
                    continue;
                }
                let (contents, fault) = wanted.read(&self.files).await;
                match fault {
                    Some(fault) if contents.len() < wanted.names.len() => {
                        missing.insert(fault);
                        continue;
                    }
                    Some(fault) => {
                        self.damaged += 1;
                        (self.tell)(&fault);
                    }
                    None => {}
                }
                for (name, content) in wanted.names.iter().zip(&contents) {
                    let added = self.packing.add_file(&wanted.key, name, content);
                    added.map_err(crate::storage::io_error)?;
                }
                self.packed.insert(wanted.key);
            }
        }
    }

    fn pack_database(&mut self, copy: &Path) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("the database cannot be packed: {error}");
        let mut progress = Progress::new("ArchiveWriter the database", copy.metadata().map_err(failed)?.len());
        self.packing
            .add_database(copy, |bytes| progress.add(bytes))
            .map_err(failed)
    }
}

async fn copy_database(config: &Config, to: &Path) -> Result<(), String> {
    let _progress = Progress::new("Copying the database", 1);
    db::copy(config, to).await
}
