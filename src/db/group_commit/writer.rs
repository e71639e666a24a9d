//! The one connection that writes, and what becomes of it when a transaction does not end as it should.

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

/// How long a write waits for its turn before it is told to come back.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Hands out the writing connection, to one transaction at a time.
pub struct Writer {
    url: String,
    instrument: Arc<Instrument>,
    /// None while a turn has it, and after a turn that could not give it back.
    connection: Mutex<Option<DatabaseConnection>>,
    /// Why nothing is written any more.
    stopped: OnceLock<String>,
}

impl Writer {
    /// Connects, and brings the schema up to date.
    pub async fn open(url: String, instrument: Arc<Instrument>) -> Result<Self, String> {
        let connection = connect(&url, &instrument).await?;
        sqlite::require_safe_version(&connection).await?;
        Migrator::up(&connection, None)
            .await
            .map_err(|error| format!("the database could not be brought up to date: {error}"))?;
        Ok(Self {
            url,
            instrument,
            connection: Mutex::new(Some(connection)),
            stopped: OnceLock::new(),
        })
    }

    /// Waits for the connection; connects anew if the last turn could not give it back. There are no turns any more
    /// once the disk has failed, or the site has stopped.
    pub async fn lock(&self) -> Result<WriteGuard<'_>> {
        let mut place = timeout(TIMEOUT, self.connection.lock())
            .await
            .map_err(|_| AppError::Unavailable("too many writes are waiting".to_owned()))?;
        if let Some(why) = self.stopped.get() {
            return Err(AppError::Unavailable(why.clone()));
        }
        let connection = match place.take() {
            Some(connection) => connection,
            None => connect(&self.url, &self.instrument)
                .await
                .map_err(AppError::Unavailable)?,
        };
        Ok(WriteGuard {
            writer: self,
            place,
            connection: Some(connection),
        })
    }

    /// Whether nothing is written any more.
    pub fn has_stopped(&self) -> bool {
        self.stopped.get().is_some()
    }

    fn stop(&self, why: &str) {
        if self.stopped.set(why.to_owned()).is_ok() {
            tracing::error!(
                why,
                "The disk failed. Nothing is written any more until the site is started retry; reading goes on. \
                 Look at the disk first."
            );
        }
    }

    /// Waits for the turn under way, and closes: whoever still waits would write where another process may be by now.
    pub async fn close(&self) {
        let mut place = self.connection.lock().await;
        let _ = self.stopped.set("the site has stopped".to_owned());
        if let Some(connection) = place.take() {
            close(connection).await;
        }
    }
}

/// The right to write, until it is dropped. A turn that goes without [`WriteGuard::end`] does not give its connection back.
pub struct WriteGuard<'a> {
    writer: &'a Writer,
    place: MutexGuard<'a, Option<DatabaseConnection>>,
    connection: Option<DatabaseConnection>,
}

impl WriteGuard<'_> {
    /// Begins a transaction that may write from its first statement on.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let connection = self.connection.as_ref();
        let connection = connection.ok_or_else(|| DbErr::Custom("a turn that has ended".to_owned()))?;
        connection.begin_with_options(options).await
    }

    /// Gives the connection back if the transaction ended as it should.
    ///
    /// Otherwise nobody knows what state it is in: SQLite may have rolled back by itself while the driver still counts
    /// a transaction as open, and would take the next `BEGIN` for a savepoint that no `COMMIT` ever follows. Such a
    /// connection is closed, which undoes what it left open, and the next turn connects anew.
    ///
    /// There is no next turn when the system could not bring to disk what was written: it reports that once, and then
    /// may call clean what never got there. Whoever starts the site anew looks at the disk first.
    ///
    /// # Errors
    /// Why, when the transaction did not end as it should.
    pub async fn end(&mut self, ended: Result<(), DbErr>) -> Result<(), String> {
        let connection = self.connection.take();
        match ended {
            Ok(()) => {
                *self.place = connection;
                Ok(())
            }
            Err(error) => {
                let why = format!("the transaction did not end: {error}");
                if sqlite::is_failed_flush(&error) {
                    // Closing would write once more.
                    drop(connection);
                    self.writer.stop(&why);
                } else if let Some(connection) = connection {
                    close(connection).await;
                }
                Err(why)
            }
        }
    }
}

async fn connect(url: &str, instrument: &Arc<Instrument>) -> Result<DatabaseConnection, String> {
    let mut connection = sqlite::open_writer(url).await?;
    instrument.attach(&mut connection);
    Ok(connection)
}
