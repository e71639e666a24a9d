//! Where a database lies: taken by one process at a time, and looked at before anything there is changed.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use sea_orm::DbErr;

use super::sqlite::integrity::Depth;
use super::{id_gap, schema, sqlite};
use crate::config::Config;

/// Behind the name of the database: the file that is locked.
const LOCK: &str = ".lock";

/// A larger database is looked through while the site serves already: starting waits for some hundredths of a second.
const LARGE: u64 = 16 * 1024 * 1024;

/// The place of a database, taken: the system gives it back when this process ends, however it ends.
pub struct DatabaseFile {
    file: PathBuf,
    lock: File,
}

impl DatabaseFile {
    /// Takes the place that the settings name, and makes the data folder if there is none.
    ///
    /// # Errors
    /// One sentence for the operator: what cannot be written, or that another process is there already.
    pub fn lock(config: &Config) -> Result<Self, String> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&config.data_dir)
            .map_err(|error| format!("PORCHLIGHT_DATA_DIR: {} cannot be created: {error}", config.data_dir.display()))?;
        let file = sqlite::file(&config.database_url())?;
        let lock = lock(&beside(&file, LOCK), &file).map_err(|why| format!("{}: {why}", variable(config)))?;
        Ok(Self { file, lock })
    }

    /// The database's file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether a file is here for the place itself, and holds nothing.
    pub fn is_lock_file(&self, file: &Path) -> bool {
        let real = |file: &Path| fs::canonicalize(file).ok();
        real(file) == real(&beside(&self.file, LOCK))
    }

    /// Where a database waits that is not whole yet.
    pub fn partial_restore(&self) -> PathBuf {
        beside(&self.file, ".restoring")
    }

    /// That database, and what SQLite puts beside one that is written.
    pub fn partial_restore_files(&self) -> Vec<PathBuf> {
        let beside_it = ["", "-wal", "-shm", "-journal"].map(|suffix| beside(&self.partial_restore(), suffix));
        beside_it.into()
    }

    /// Whether no database has ever been here.
    ///
    /// # Errors
    /// One sentence for the operator: what is here says that one has.
    pub fn is_new(&self) -> Result<bool, String> {
        if length(&self.file) > 0 {
            return Ok(false);
        }
        if self.partial_restore().exists() {
            return Err(format!(
                "{} was left by a restore that did not end: empty the folder and restore again",
                self.partial_restore().display()
            ));
        }
        let log = beside(&self.file, "-wal");
        if length(&log) > 0 {
            // SQLite would take the log for a leftover and remove it.
            return Err(format!(
                "{} is missing, but its log {} is there: put it back, or restore a backup into an empty folder",
                self.file.display(),
                log.display()
            ));
        }
        Ok(true)
    }

    /// Makes the database's file, if there is none, for its owner alone, and looks whether what is in it can be used.
    ///
    /// # Errors
    /// One sentence for the operator: it cannot be written, is damaged, or belongs to a newer program. Nothing in it was
    /// changed.
    ///
    /// Of a large one only the beginning is looked at: [`Self::damage`] looks at the rest.
    pub async fn check(&self, config: &Config) -> Result<(), String> {
        let new = self.is_new()?;
        // SQLite gives its log the rights of the database.
        for file in [self.file.clone(), beside(&self.file, "-wal")] {
            if file == self.file || file.exists() {
                writable(&file)
                    .map_err(|error| format!("{}: {} cannot be written: {error}", variable(config), file.display()))?;
            }
        }
        if new {
            return Ok(());
        }
        let log = beside(&self.file, "-wal");
        if length(&log) > 0 {
            fsync(&log).map_err(|error| format!("{} cannot be brought to disk: {error}", log.display()))?;
        }
        let depth = if self.is_large() { Depth::Schema } else { Depth::Tables };
        usable(&self.file, depth)
            .await
            .map_err(|why| format!("{} {why}. Nothing in it was changed", self.file.display()))
    }

    /// What is damaged in a database that was too large to be looked through before.
    pub async fn damage(&self) -> Option<String> {
        if !self.is_large() {
            return None;
        }
        match usable(&self.file, Depth::Tables).await {
            Ok(()) => None,
            Err(Unusable::Unreadable(error)) if !sqlite::is_damage(&error) => {
                // No descriptor, no memory: the site serves, and says so.
                tracing::warn!(%error, "The database was not looked through.");
                None
            }
            Err(why) => Some(format!("{} {why}", self.file.display())),
        }
    }

    fn is_large(&self) -> bool {
        length(&self.file) > LARGE
    }

    /// Puts the database that waits here in its place, if it can be used; then it is there for good.
    ///
    /// # Errors
    /// One sentence for the operator: why it cannot.
    pub async fn finish_restore(&self) -> Result<(), String> {
        let waiting = self.partial_restore();
        usable(&waiting, Depth::Tables)
            .await
            .map_err(|why| format!("the database of the backup {why}"))?;
        id_gap::open_id_gap(&waiting)
            .await
            .map_err(|error| format!("{} cannot be written: {error}", waiting.display()))?;
        fs::rename(&waiting, &self.file)
            .and_then(|()| File::open(folder_of(&self.file))?.sync_all())
            .map_err(|error| format!("{} cannot be written: {error}", self.file.display()))
    }

    /// Gives the place back before the process ends.
    pub fn unlock(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "The lock of the database was not given back.");
        }
    }
}

/// Why this program cannot use a database; it follows the name of the file.
enum Unusable {
    Unreadable(DbErr),
    Damaged(String),
    Newer(String),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read: {error}"),
            Self::Damaged(damage) => write!(f, "is damaged: {damage}"),
            Self::Newer(why) => f.write_str(why),
        }
    }
}

/// Whether this program can use what is in a file.
async fn usable(file: &Path, depth: Depth) -> Result<(), Unusable> {
    let looking = sqlite::open_reader(file).await.map_err(Unusable::Unreadable)?;
    let why = match sqlite::integrity::first_damage(&looking, depth).await {
        Err(error) => Some(Unusable::Unreadable(error)),
        Ok(Some(damage)) => Some(Unusable::Damaged(damage)),
        Ok(None) => schema::newer_than_program(&looking).await.map(Unusable::Newer),
    };
    super::close(looking).await;
    why.map_or(Ok(()), Err)
}

/// The folder that a file is in.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The setting that says where the database is.
fn variable(config: &Config) -> &'static str {
    if config.database_url.is_some() {
        "PORCHLIGHT_DATABASE_URL"
    } else {
        "PORCHLIGHT_DATA_DIR"
    }
}

fn lock(lock: &Path, database: &Path) -> Result<File, String> {
    let file = writable(lock).map_err(|error| format!("{} cannot be written: {error}", lock.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!(
            "{} is in use by another process: one at a time",
            database.display()
        )),
        Err(TryLockError::Error(error)) => Err(format!("{} cannot be locked: {error}", lock.display())),
    }
}

fn writable(file: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(file)
}

/// Writes a file once more as it is, and flushes it. After a flush that failed, what is read may be what the system
/// remembers, and calls clean, and never brought to disk (<https://lwn.net/Articles/752063/>).
fn fsync(file: &Path) -> io::Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(file)?;
    let mut part = vec![0; 1 << 20];
    let mut place = 0;
    loop {
        match file.read_at(&mut part, place)? {
            0 => return file.sync_all(),
            length => {
                file.write_all_at(&part[..length], place)?;
                place += length as u64;
            }
        }
    }
}

fn length(file: &Path) -> u64 {
    file.metadata().map_or(0, |file| file.len())
}

/// The file that is named like another one with something behind.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}
