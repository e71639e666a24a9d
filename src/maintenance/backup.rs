//! Backup of a site into one file, while the site runs.
//!
//! 1. Copy the database as it is at one moment.
//! 2. Pack the files that the rows of the copy reference. Files never change, and a row is committed only after its
//!    files are stored; so a missing file was either removed since the copy, or is lost.
//! 3. If files are missing, copy the database again. The new copy no longer references removed files. A file that is
//!    missing for two copies in a row is lost, and is reported.

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
use crate::storage::Store;

/// A site that constantly removes files would otherwise never get a backup.
const MAX_COPIES: usize = 10;

/// Of temporary files beside the backup.
const TEMPORARY_PREFIX: &str = ".porchlight-";

struct Backup<'a> {
    config: &'a Config,
    store: Store,
    archive: ArchiveWriter,
    packed_keys: HashSet<String>,
    damaged_files: u64,
    report: Report<'a>,
}

/// Writes the database and every file to `to`, which must not exist. Reports each missing or damaged file and returns
/// their number. The backup is usable nevertheless: it lacks what the site lacks.
///
/// # Errors
/// One sentence for the operator. The file then does not exist.
pub async fn backup(config: &Config, to: &Path, report: Report<'_>) -> Result<u64, String> {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", to.display());
    if to.exists() {
        return Err(format!("{} already exists: a backup overwrites nothing", to.display()));
    }
    // In the folder of the backup, where the operator provides the disk space. Only the owner may read temporary files;
    // they are deleted on every error.
    let folder = folder_of(to);
    let temporary = tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .tempfile_in(folder)
        .map_err(failed)?;
    let copies = tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .tempdir_in(folder)
        .map_err(failed)?;
    let mut backup = Backup {
        config,
        store: Store::inspect(config).await?,
        archive: ArchiveWriter::new(temporary.reopen().map_err(failed)?),
        packed_keys: HashSet::new(),
        damaged_files: 0,
        report,
    };
    let missing = backup.pack(copies.path()).await?;
    backup.archive.finish().map_err(failed)?;
    persist(temporary, to).map_err(failed)?;
    for fault in &missing {
        (backup.report)(fault);
    }
    Ok(missing.len() as u64 + backup.damaged_files)
}

/// Renames a synced file to its final name, unless another process has created that meanwhile.
fn persist(temporary: NamedTempFile, to: &Path) -> std::io::Result<()> {
    temporary.persist_noclobber(to)?;
    File::open(folder_of(to))?.sync_all()
}

impl Backup<'_> {
    /// Packs everything; returns the faults of missing files. `folder` is for copies of the database.
    async fn pack(&mut self, folder: &Path) -> Result<BTreeSet<String>, String> {
        let mut previously_missing = None;
        let mut copies = 0;
        loop {
            copies += 1;
            let copy = folder.join(format!("{copies}.db"));
            copy_database(self.config, &copy).await?;
            let missing = self.pack_files(&copy).await?;
            if missing.is_empty() || previously_missing.as_ref() == Some(&missing) || copies == MAX_COPIES {
                self.pack_database(&copy)?;
                return Ok(missing);
            }
            std::fs::remove_file(&copy).map_err(|error| format!("{}: {error}", copy.display()))?;
            previously_missing = Some(missing);
        }
    }

    /// Packs the files that a copy references and that are not packed yet; returns the faults of missing ones.
    async fn pack_files(&mut self, copy: &Path) -> Result<BTreeSet<String>, String> {
        let copy = Snapshot::open_file(copy).await?;
        let missing = self.pack_files_of(&copy).await;
        copy.close().await;
        missing.map_err(|error| format!("the files cannot be packed: {error}"))
    }

    async fn pack_files_of(&mut self, copy: &Snapshot) -> Result<BTreeSet<String>, AppError> {
        let mut progress = Progress::new("Packing the files", count(copy.conn()).await?);
        let (mut scan, mut missing) = (ReferenceScan::default(), BTreeSet::new());
        loop {
            let page = scan.next(copy.conn()).await?;
            if page.is_empty() {
                return Ok(missing);
            }
            for reference in page {
                progress.add(1);
                if self.packed_keys.contains(&reference.key) {
                    continue;
                }
                let (contents, fault) = reference.read(&self.store).await;
                match fault {
                    Some(fault) if contents.len() < reference.names.len() => {
                        missing.insert(fault);
                        continue;
                    }
                    Some(fault) => {
                        self.damaged_files += 1;
                        (self.report)(&fault);
                    }
                    None => {}
                }
                for (name, content) in reference.names.iter().zip(&contents) {
                    let added = self.archive.add_file(&reference.key, name, content);
                    added.map_err(crate::storage::io_error)?;
                }
                self.packed_keys.insert(reference.key);
            }
        }
    }

    fn pack_database(&mut self, copy: &Path) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("the database cannot be packed: {error}");
        let mut progress = Progress::new("Packing the database", copy.metadata().map_err(failed)?.len());
        self.archive
            .add_database(copy, |bytes| progress.add(bytes))
            .map_err(failed)
    }
}

async fn copy_database(config: &Config, to: &Path) -> Result<(), String> {
    let _progress = Progress::new("Copying the database", 1);
    db::copy_database(config, to).await
}
