//! The one connection that writes, behind the write lock, and its recovery after a transaction that did not end
//! cleanly.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use migrations::Migrator;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionOptions, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

use crate::db::instrument::Instrument;
use crate::db::{close, sqlite};
use crate::error::{AppError, Result};

/// How long a job waits for the write lock before its caller gets an error.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// Owns the connection that writes.
pub struct Writer {
    url: String,
    instrument: Arc<Instrument>,
    /// The write lock. Empty while a [`WriteGuard`] has the connection, and after the connection was closed.
    connection: Mutex<Option<DatabaseConnection>>,
    /// Why writing has stopped for good, if it has.
    stopped: OnceLock<String>,
}

impl Writer {
    /// Connects, and applies the pending migrations.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn open(url: String, instrument: Arc<Instrument>) -> Result<Self, String> {
        let connection = connect(&url, &instrument).await?;
        sqlite::require_safe_version(&connection).await?;
        Migrator::up(&connection, None)
            .await
            .map_err(|error| format!("the migrations of the database failed: {error}"))?;
        Ok(Self {
            url,
            instrument,
            connection: Mutex::new(Some(connection)),
            stopped: OnceLock::new(),
        })
    }

    /// Waits up to [`LOCK_TIMEOUT`] for the write lock. Connects again if the connection was closed.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] after the timeout, when the connection fails, and once writing has stopped.
    pub async fn lock(&self) -> Result<WriteGuard<'_>> {
        let mut slot = timeout(LOCK_TIMEOUT, self.connection.lock())
            .await
            .map_err(|_| AppError::Unavailable("too many writes are waiting".to_owned()))?;
        if let Some(reason) = self.stopped.get() {
            return Err(AppError::Unavailable(reason.clone()));
        }
        let connection = match slot.take() {
            Some(connection) => connection,
            None => connect(&self.url, &self.instrument)
                .await
                .map_err(AppError::Unavailable)?,
        };
        Ok(WriteGuard {
            writer: self,
            slot,
            connection: Some(connection),
        })
    }

    /// Whether writing has stopped for good: the disk has failed, or the site has been closed.
    pub fn has_stopped(&self) -> bool {
        self.stopped.get().is_some()
    }

    fn stop(&self, reason: &str) {
        if self.stopped.set(reason.to_owned()).is_ok() {
            tracing::error!(
                reason,
                "The disk failed. Writing stops until the site is restarted; reading continues. \
                 Check the disk before the restart."
            );
        }
    }

    /// Waits for the batch under way, then closes the connection. Jobs that still wait get an error: the file is about
    /// to be unlocked, and another process may write to it.
    pub async fn close(&self) {
        let mut slot = self.connection.lock().await;
        let _ = self.stopped.set("the site has stopped".to_owned());
        if let Some(connection) = slot.take() {
            close(connection).await;
        }
    }
}

/// The write lock, held by the leader until it is dropped. Dropped without [`WriteGuard::end`], it closes its
/// connection.
pub struct WriteGuard<'a> {
    writer: &'a Writer,
    slot: MutexGuard<'a, Option<DatabaseConnection>>,
    connection: Option<DatabaseConnection>,
}

impl WriteGuard<'_> {
    /// Begins a transaction that can write from its first statement on (`BEGIN IMMEDIATE`).
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let connection = self.connection.as_ref();
        let connection = connection.ok_or_else(|| DbErr::Custom("the write guard has ended".to_owned()))?;
        connection.begin_with_options(options).await
    }

    /// Returns the connection to the writer if the transaction ended cleanly; otherwise closes it.
    ///
    /// After an error the state of the connection is unknown. SQLite may have rolled back by itself while the driver
    /// still counts a transaction as open. The driver would then turn the next `BEGIN` into a savepoint, and its
    /// `COMMIT` would never happen. Closing rolls back what is open, and the next [`Writer::lock`] connects again.
    ///
    /// After a failed flush of the disk, writing stops for good ([`Writer::stop`]). The system reports such a failure
    /// once, and may then treat the pages that never reached the disk as clean. The operator has to check the disk
    /// before a restart.
    ///
    /// # Errors
    /// The reason for the callers, when the transaction did not end cleanly.
    pub async fn end(&mut self, transaction_result: Result<(), DbErr>) -> Result<(), String> {
        let connection = self.connection.take();
        match transaction_result {
            Ok(()) => {
                *self.slot = connection;
                Ok(())
            }
            Err(error) => {
                let reason = format!("the transaction did not end cleanly: {error}");
                if sqlite::is_failed_flush(&error) {
                    // An explicit close would write again.
                    drop(connection);
                    self.writer.stop(&reason);
                } else if let Some(connection) = connection {
                    close(connection).await;
                }
                Err(reason)
            }
        }
    }
}

async fn connect(url: &str, instrument: &Arc<Instrument>) -> Result<DatabaseConnection, String> {
    let mut connection = sqlite::open_writer(url).await?;
    instrument.attach(&mut connection);
    Ok(connection)
}
