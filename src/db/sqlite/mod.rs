//! Opens SQLite with its settings. All code that depends on the SQL dialect is in this folder.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::{Expr, Func};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Row as _, ValueRef as _};
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, ExprTrait,
    QueryResult, Statement,
};

use super::instrument::Instrument;

mod error;
pub mod integrity;
mod read_pool;

pub use error::{is_damage, is_failed_flush};
pub use read_pool::ReadPool;

/// The number of rows that a connection buffers before the caller receives them. Larger than any page, so that a query
/// completes without waiting for its caller.
const ROW_BUFFER: usize = 256;

/// How long a statement waits for the lock of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a query waits for an idle connection before its caller gets an error.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// The first release without the bug that can corrupt a write-ahead log when it is reset
/// (<https://sqlite.org/releaselog/3_51_3.html>).
const OLDEST_SAFE_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Opens the connection that writes; creates the file if it is missing.
pub async fn open_writer(url: &str) -> Result<DatabaseConnection, String> {
    require_sqlite(url)?;
    let opened = Database::connect(options(url, false)).await;
    opened.map_err(|error| cannot_be_opened(url, &error))
}

pub async fn open_read_pool(url: &str, instrument: Arc<Instrument>) -> Result<ReadPool, String> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| cannot_be_opened(url, &error))?;
    let opened = ReadPool::open(connection(options, true), instrument).await;
    opened.map_err(|error| cannot_be_opened(url, &error))
}

fn cannot_be_opened(url: &str, error: &dyn Display) -> String {
    format!("PORCHLIGHT_DATABASE_URL: {url} cannot be opened: {error}")
}

/// Opens one read-only connection. While a transaction is open on it, it sees one snapshot.
pub async fn open_reader(file: &Path) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(&url(file), true)).await
}

/// Opens a connection that writes to the file itself, without a write-ahead log, so that a failed commit returns an
/// error. With a log, SQLite ignores a failed checkpoint on close.
pub async fn open_without_wal(file: &Path) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(&url(file), false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        connection(sqlite, false)
            .journal_mode(SqliteJournalMode::Delete)
            .optimize_on_close(false, None)
    });
    Database::connect(options).await
}

/// Skips `number` ids in every table with `AUTOINCREMENT`. A table that never had a row is not in `sqlite_sequence`
/// yet.
pub async fn open_id_gap(transaction: &impl ConnectionTrait, number: i64) -> Result<(), DbErr> {
    transaction
        .execute_unprepared(&format!(
            "UPDATE sqlite_sequence SET seq = seq + {number}; \
             INSERT INTO sqlite_sequence (name, seq) SELECT name, {number} FROM sqlite_schema \
             WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' \
             AND name NOT IN (SELECT name FROM sqlite_sequence)"
        ))
        .await
        .map(|_| ())
}

/// The path of a `sqlite:` URL.
///
/// # Errors
/// One sentence for the operator that names the setting.
pub fn file(url: &str) -> Result<PathBuf, String> {
    require_sqlite(url)?;
    SqliteConnectOptions::from_str(url)
        .map(|options| options.get_filename().to_owned())
        .map_err(|error| format!("PORCHLIGHT_DATABASE_URL: `{url}`: {error}"))
}

fn url(file: &Path) -> String {
    let name = file.to_string_lossy().replace('%', "%25").replace('?', "%3f");
    format!("sqlite://{name}")
}

fn require_sqlite(url: &str) -> Result<(), String> {
    if url.starts_with("sqlite:") {
        return Ok(());
    }
    Err(format!(
        "PORCHLIGHT_DATABASE_URL: `{url}` does not begin with sqlite://"
    ))
}

/// An expression: whether `text` contains exactly `word`. `LIKE` takes time proportional to the product of both
/// lengths, and SQLite limits the length of its pattern (<https://sqlite.org/limits.html>).
pub fn contains(text: impl ColumnTrait, word: &str) -> Expr {
    let position = Func::cust("instr").arg(text.into_expr()).arg(word);
    Expr::from(position).gt(0)
}

/// Whether the column at `index`, counted from zero, is NULL.
pub fn is_null(row: &QueryResult, index: usize) -> bool {
    let value = row.try_as_sqlite_row().and_then(|row| row.try_get_raw(index).ok());
    value.is_some_and(|value| value.is_null())
}

/// The options of a pool with one connection.
fn options(url: &str, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .max_lifetime(None::<Duration>)
        .idle_timeout(None::<Duration>)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| connection(sqlite, read_only));
    options
}

fn connection(sqlite: SqliteConnectOptions, read_only: bool) -> SqliteConnectOptions {
    let sqlite = sqlite
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // Memory-mapped, every page that was ever read would stay resident, and no page becomes faster.
        .pragma("mmap_size", "0")
        .pragma("temp_store", "memory")
        .statement_cache_capacity(256)
        .row_buffer_size(ROW_BUFFER);
    if read_only {
        return sqlite.read_only(true);
    }
    sqlite
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // Deleted content is overwritten, so that the text of an unsent message is erased from the file as well.
        .pragma("secure_delete", "on")
        .optimize_on_close(true, None)
}

/// Rejects a version of SQLite older than [`OLDEST_SAFE_SQLITE`].
pub async fn require_safe_version(connection: &DatabaseConnection) -> Result<(), String> {
    let statement = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version");
    let version: String = connection
        .query_one_raw(statement)
        .await
        .and_then(|row| row.map_or(Ok(String::new()), |row| row.try_get("", "version")))
        .map_err(|error| format!("the version of SQLite cannot be read: {error}"))?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SAFE_SQLITE {
        return Err(format!(
            "SQLite {version} can corrupt its write-ahead log; 3.51.3 or newer is needed"
        ));
    }
    Ok(())
}
