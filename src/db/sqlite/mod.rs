//! How SQLite is opened; nothing outside this file and its folder names the dialect.

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

/// Rows that are read before somebody takes them: more than a page shows, so that no reader stops in its middle.
const ROWS_AHEAD: usize = 256;

/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a request waits for a free connection before it is told to come back.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The first release without the bug that can corrupt a write-ahead log when it is reset
/// (<https://sqlite.org/releaselog/3_51_3.html>).
const OLDEST_SAFE_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// The connection that writes; creates the file if there is none.
pub async fn open_writer(url: &str) -> Result<DatabaseConnection, String> {
    require_sqlite(url)?;
    let opened = Database::connect(options(url, false)).await;
    opened.map_err(|error| cannot_be_opened(url, &error))
}

/// Connections that read.
pub async fn open_read_pool(url: &str, instrument: Arc<Instrument>) -> Result<ReadPool, String> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| cannot_be_opened(url, &error))?;
    let opened = ReadPool::open(connection(options, true), instrument).await;
    opened.map_err(|error| cannot_be_opened(url, &error))
}

fn cannot_be_opened(url: &str, error: &dyn Display) -> String {
    format!("PORCHLIGHT_DATABASE_URL: {url} cannot be opened: {error}")
}

/// One connection that reads: what it sees stays as it is while a transaction is open.
pub async fn open_reader(file: &Path) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(&url(file), true)).await
}

/// A connection that writes into the file itself: what is committed waits nowhere else, and a commit that fails says so.
/// Of a log that cannot be brought into the file when it is closed, SQLite says nothing.
pub async fn open_without_wal(file: &Path) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(&url(file), false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        connection(sqlite, false)
            .journal_mode(SqliteJournalMode::Delete)
            .optimize_on_close(false, None)
    });
    Database::connect(options).await
}

/// Leaves so many ids free in every table, behind those that were given. A table nobody has put a row into is not in the
/// sequence yet.
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

/// The file that a URL names.
pub fn file(url: &str) -> Result<PathBuf, String> {
    require_sqlite(url)?;
    SqliteConnectOptions::from_str(url)
        .map(|options| options.get_filename().to_owned())
        .map_err(|error| format!("PORCHLIGHT_DATABASE_URL: `{url}`: {error}"))
}

/// The URL of a file.
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

/// Whether a text has a word in it, just as it is written. A pattern would take the product of both lengths to look for,
/// and has a limit of its own (<https://sqlite.org/limits.html>).
pub fn contains(text: impl ColumnTrait, word: &str) -> Expr {
    let place = Func::cust("instr").arg(text.into_expr()).arg(word);
    Expr::from(place).gt(0)
}

/// Whether there is nothing in a column of a row.
pub fn is_null(row: &QueryResult, place: usize) -> bool {
    let value = row.try_as_sqlite_row().and_then(|row| row.try_get_raw(place).ok());
    value.is_some_and(|value| value.is_null())
}

/// One connection.
fn options(url: &str, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(TIMEOUT)
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
        // Mapped, all that was ever looked at would stay in memory, and no page of the site is faster for it.
        .pragma("mmap_size", "0")
        .pragma("temp_store", "memory")
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AHEAD);
    if read_only {
        return sqlite.read_only(true);
    }
    sqlite
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten, so that what somebody unsends is gone from the file as well.
        .pragma("secure_delete", "on")
        .optimize_on_close(true, None)
}

/// Refuses a SQLite that could corrupt the file.
pub async fn require_safe_version(connection: &DatabaseConnection) -> Result<(), String> {
    let statement = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version");
    let version: String = connection
        .query_one_raw(statement)
        .await
        .and_then(|row| row.map_or(Ok(String::new()), |row| row.try_get("", "version")))
        .map_err(|error| format!("the version of SQLite is not known: {error}"))?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SAFE_SQLITE {
        return Err(format!(
            "SQLite {version} can corrupt its write-ahead log; 3.51.3 or newer is needed"
        ));
    }
    Ok(())
}
