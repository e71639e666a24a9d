//! Restore of a site from a backup into an empty data folder.
//!
//! Files are restored first. The database follows under a temporary name and is renamed once everything is on disk, so
//! a site exists only after a complete restore. If a restore was killed, the site and further restores refuse its
//! leftovers.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::archive::ArchiveReader;
use super::progress::Progress;
use crate::config::Config;
use crate::db::DatabaseFile;
use crate::storage::Store;

/// Unpacks a backup into the configured data folder, which must be empty.
///
/// # Errors
/// One sentence for the operator. The folder is then empty again.
pub async fn restore(config: &Config, from: &Path) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("{} cannot be restored: {error}", from.display());
    let mut archive = ArchiveReader::open(from).map_err(unreadable)?;
    let database = DatabaseFile::lock(config)?;
    if !database.is_new()? {
        return Err(format!(
            "{} already exists: restore into an empty folder",
            database.file().display()
        ));
    }
    check_folder_is_empty(config, &database)?;
    let result = match unpack(config, &mut archive, &database, from).await {
        Ok(()) => database.finish_restore().await,
        failed => failed,
    };
    if result.is_err() {
        clear(config, &database);
    }
    result
}

/// Checks that the folder contains nothing but the lock file.
fn check_folder_is_empty(config: &Config, database: &DatabaseFile) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", config.data_dir.display());
    for entry in fs::read_dir(&config.data_dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if !database.is_lock_file(&path) {
            return Err(format!(
                "{} already exists: restore into an empty folder",
                path.display()
            ));
        }
    }
    Ok(())
}

async fn unpack(
    config: &Config,
    archive: &mut ArchiveReader,
    database: &DatabaseFile,
    from: &Path,
) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be restored: {error}", from.display());
    let mut output = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(database.partial_restore())
        .map_err(failed)?;
    let store = Store::open(config).await?;
    let names = archive.files().map_err(failed)?;
    let mut progress = Progress::new("Restoring the files", names.len() as u64);
    for (key, name) in names {
        let content = archive.file(&key, &name).map_err(failed)?;
        let stored = store.put(&key, &name, content.into()).await;
        stored.map_err(|error| format!("the files cannot be written: {error}"))?;
        progress.add(1);
    }
    drop(progress);
    let mut progress = Progress::new("Restoring the database", archive.database_size().map_err(failed)?);
    archive
        .database(&mut output, |bytes| progress.add(bytes))
        .map_err(failed)?;
    output.sync_all().map_err(failed)
}

/// Empties the folder after a failed restore. Objects in a bucket stay: they are named by their content, so another
/// restore or site can use them.
fn clear(config: &Config, database: &DatabaseFile) {
    for file in database
        .partial_restore_files()
        .into_iter()
        .chain([database.file().to_owned()])
    {
        let _ = fs::remove_file(file);
    }
    let _ = fs::remove_dir_all(config.data_dir.join("files"));
}
