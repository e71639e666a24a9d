//! The file of the database: locked for one process at a time, and checked before anything is written to it.

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

/// The lock file has the name of the database with this suffix.
const LOCK_SUFFIX: &str = ".lock";

/// In bytes. The tables of a larger database are checked while the site already serves, so that the check delays the
/// start by some hundredths of a second at most.
const LARGE: u64 = 16 * 1024 * 1024;

/// The locked file of a database. The system releases the lock when the process ends, also after a crash.
pub struct DatabaseFile {
    file: PathBuf,
    lock: File,
}

impl DatabaseFile {
    /// Locks the database of the configuration. Creates the data folder if it is missing.
    ///
    /// # Errors
    /// One sentence for the operator: a file cannot be written, or another process holds the lock.
    pub fn lock(config: &Config) -> Result<Self, String> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&config.data_dir)
            .map_err(|error| {
                format!(
                    "PORCHLIGHT_DATA_DIR: {} cannot be created: {error}",
                    config.data_dir.display()
                )
            })?;
        let file = sqlite::file(&config.database_url())?;
        let lock = acquire_lock(&with_suffix(&file, LOCK_SUFFIX), &file)
            .map_err(|reason| format!("{}: {reason}", setting(config)))?;
        Ok(Self { file, lock })
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether `file` is the lock file, which is always empty.
    pub fn is_lock_file(&self, file: &Path) -> bool {
        let canonical = |file: &Path| fs::canonicalize(file).ok();
        canonical(file) == canonical(&with_suffix(&self.file, LOCK_SUFFIX))
    }

    /// The file that a restore writes to until the database is complete.
    pub fn partial_restore(&self) -> PathBuf {
        with_suffix(&self.file, ".restoring")
    }

    /// The file of the unfinished restore, and the files that SQLite creates beside it.
    pub fn partial_restore_files(&self) -> Vec<PathBuf> {
        ["", "-wal", "-shm", "-journal"]
            .map(|suffix| with_suffix(&self.partial_restore(), suffix))
            .into()
    }

    /// Whether there is no database yet.
    ///
    /// # Errors
    /// One sentence for the operator: the database is missing, but files beside it show that there was one.
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
        let log = with_suffix(&self.file, "-wal");
        if length(&log) > 0 {
            // With a new database, SQLite would treat the log as stale and delete it.
            return Err(format!(
                "{} is missing, but its log {} is there: put it back, or restore a backup into an empty folder",
                self.file.display(),
                log.display()
            ));
        }
        Ok(true)
    }

    /// Creates the file with mode 0600 if it is missing; otherwise checks its integrity and its migrations. Of a file
    /// larger than 16 MiB only the schema is checked: [`Self::damage`] checks the tables.
    ///
    /// # Errors
    /// One sentence for the operator: the file cannot be written, is damaged, or belongs to a newer program. Its
    /// content was not changed.
    pub async fn check(&self, config: &Config) -> Result<(), String> {
        let is_new = self.is_new()?;
        // Only the database is created here: SQLite creates its log with the permissions of the database.
        for file in [self.file.clone(), with_suffix(&self.file, "-wal")] {
            if file == self.file || file.exists() {
                open_for_append(&file)
                    .map_err(|error| format!("{}: {} cannot be written: {error}", setting(config), file.display()))?;
            }
        }
        if is_new {
            return Ok(());
        }
        let log = with_suffix(&self.file, "-wal");
        if length(&log) > 0 {
            fsync(&log).map_err(|error| format!("{} cannot be flushed to disk: {error}", log.display()))?;
        }
        let depth = if self.is_large() { Depth::Schema } else { Depth::Tables };
        check_usable(&self.file, depth)
            .await
            .map_err(|reason| format!("{} {reason}. Nothing in it was changed", self.file.display()))
    }

    /// Checks the tables of a database that was too large for [`Self::check`]. Returns one sentence for the operator
    /// if it is damaged.
    pub async fn damage(&self) -> Option<String> {
        if !self.is_large() {
            return None;
        }
        match check_usable(&self.file, Depth::Tables).await {
            Ok(()) => None,
            Err(Unusable::Unreadable(error)) if !sqlite::is_damage(&error) => {
                // For example no file descriptor or no memory: no evidence of damage, so the site continues.
                tracing::warn!(%error, "The integrity check of the database could not run.");
                None
            }
            Err(reason) => Some(format!("{} {reason}", self.file.display())),
        }
    }

    fn is_large(&self) -> bool {
        length(&self.file) > LARGE
    }

    /// Checks the restored database, opens its id gap, renames it to its final name and flushes the folder.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn finish_restore(&self) -> Result<(), String> {
        let partial = self.partial_restore();
        check_usable(&partial, Depth::Tables)
            .await
            .map_err(|reason| format!("the database of the backup {reason}"))?;
        id_gap::open_id_gap(&partial)
            .await
            .map_err(|error| format!("{} cannot be written: {error}", partial.display()))?;
        fs::rename(&partial, &self.file)
            .and_then(|()| File::open(folder_of(&self.file))?.sync_all())
            .map_err(|error| format!("{} cannot be written: {error}", self.file.display()))
    }

    /// Releases the lock before the process ends.
    pub fn unlock(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "The lock of the database could not be released.");
        }
    }
}

/// Why this program cannot use a database. The text follows the name of the file.
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
            Self::Newer(reason) => f.write_str(reason),
        }
    }
}

/// Checks the integrity and the migrations of a database.
async fn check_usable(file: &Path, depth: Depth) -> Result<(), Unusable> {
    let connection = sqlite::open_reader(file).await.map_err(Unusable::Unreadable)?;
    let reason = match sqlite::integrity::first_damage(&connection, depth).await {
        Err(error) => Some(Unusable::Unreadable(error)),
        Ok(Some(damage)) => Some(Unusable::Damaged(damage)),
        Ok(None) => schema::newer_than_program(&connection).await.map(Unusable::Newer),
    };
    super::close(connection).await;
    reason.map_or(Ok(()), Err)
}

/// The folder of a file; `.` for a bare file name.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The environment variable that determines the path of the database.
fn setting(config: &Config) -> &'static str {
    if config.database_url.is_some() {
        "PORCHLIGHT_DATABASE_URL"
    } else {
        "PORCHLIGHT_DATA_DIR"
    }
}

fn acquire_lock(lock: &Path, database: &Path) -> Result<File, String> {
    let file = open_for_append(lock).map_err(|error| format!("{} cannot be written: {error}", lock.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!(
            "{} is in use by another process, and only one may use it",
            database.display()
        )),
        Err(TryLockError::Error(error)) => Err(format!("{} cannot be locked: {error}", lock.display())),
    }
}

fn open_for_append(file: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(file)
}

/// Rewrites a file with its own content, and flushes it. After a failed flush, the page cache may hold content that
/// never reached the disk but is marked clean, so a flush alone would skip it (<https://lwn.net/Articles/752063/>).
fn fsync(file: &Path) -> io::Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(file)?;
    let mut buffer = vec![0; 1 << 20];
    let mut offset = 0;
    loop {
        match file.read_at(&mut buffer, offset)? {
            0 => return file.sync_all(),
            length => {
                file.write_all_at(&buffer[..length], offset)?;
                offset += length as u64;
            }
        }
    }
}

fn length(file: &Path) -> u64 {
    file.metadata().map_or(0, |file| file.len())
}

/// The path of a file with a suffix appended to its name.
fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}
