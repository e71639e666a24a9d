//! A site brought back from a backup.
//!
//! The files come first and the database last, under another name until all of it is on disk: only then is there a site.
//! What is left of one that was killed on the way is refused, by the site and by another restore.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::archive::ArchiveReader;
use super::progress::Progress;
use crate::config::Config;
use crate::db::DatabaseFile;
use crate::storage::Files;

/// Unpacks a backup into the data folder that the settings name, which must be empty.
///
/// # Errors
/// One sentence for the operator; the folder is then as empty as it was.
pub async fn restore(config: &Config, from: &Path) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("{} cannot be restored: {error}", from.display());
    let mut backup = ArchiveReader::open(from).map_err(unreadable)?;
    let place = DatabaseFile::lock(config)?;
    if !place.is_new()? {
        return Err(format!(
            "{} is there already: restore into an empty folder",
            place.file().display()
        ));
    }
    refuse_others(config, &place)?;
    let restored = match unpack(config, &mut backup, &place, from).await {
        Ok(()) => place.finish_restore().await,
        failed => failed,
    };
    if restored.is_err() {
        clear(config, &place);
    }
    restored
}

fn refuse_others(config: &Config, place: &DatabaseFile) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", config.data_dir.display());
    for entry in fs::read_dir(&config.data_dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if !place.is_lock_file(&path) {
            return Err(format!(
                "{} is there already: restore into an empty folder",
                path.display()
            ));
        }
    }
    Ok(())
}

async fn unpack(config: &Config, backup: &mut ArchiveReader, place: &DatabaseFile, from: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be restored: {error}", from.display());
    let mut database = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(place.partial_restore())
        .map_err(failed)?;
    let files = Files::open(config).await?;
    let names = backup.files().map_err(failed)?;
    let mut progress = Progress::new("ArchiveReader files", names.len() as u64);
    for (key, name) in names {
        let content = backup.file(&key, &name).map_err(failed)?;
        let kept = files.restore_files(&key, &name, content.into()).await;
        kept.map_err(|error| format!("the files cannot be written: {error}"))?;
        progress.add(1);
    }
    drop(progress);
    let mut progress = Progress::new("ArchiveReader the database", backup.size_of_database().map_err(failed)?);
    backup
        .database(&mut database, |bytes| progress.add(bytes))
        .map_err(failed)?;
    database.sync_all().map_err(failed)
}

/// Leaves the folder as it was. What went to a bucket stays there: it has the name of its content, and does no harm.
fn clear(config: &Config, place: &DatabaseFile) {
    for database in place
        .partial_restore_files()
        .into_iter()
        .chain([place.file().to_owned()])
    {
        let _ = fs::remove_file(database);
    }
    let _ = fs::remove_dir_all(config.data_dir.join("files"));
}
