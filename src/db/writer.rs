//! The one connection that writes, and what becomes of it when a transaction does not end as it should.

use std::sync::Arc;
use std::time::Duration;

use migrations::Migrator;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionOptions, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

use super::{Asked, close, overhear, sqlite};
use crate::config::Config;
use crate::error::{AppError, Result};

/// How long a write waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands out the writing connection, to one transaction at a time.
pub struct Writer {
    url: String,
    asked: Arc<Asked>,
    /// None while a turn has it, and after a turn that could not give it back.
    connection: Mutex<Option<DatabaseConnection>>,
}

impl Writer {
    /// Connects, and brings the schema up to date.
    pub async fn open(url: String, config: &Config, asked: Arc<Asked>) -> Result<Self, String> {
        sqlite::create_folder(config)?;
        let connection = connect(&url, &asked).await?;
        sqlite::require_safe_version(&connection).await?;
        Migrator::up(&connection, None)
            .await
            .map_err(|error| format!("the database could not be brought up to date: {error}"))?;
        Ok(Self {
            url,
            asked,
            connection: Mutex::new(Some(connection)),
        })
    }

    /// Waits for the connection; connects anew if the last turn could not give it back.
    pub async fn turn(&self) -> Result<Turn<'_>> {
        let mut place = timeout(PATIENCE, self.connection.lock())
            .await
            .map_err(|_| AppError::Unavailable("too many writes are waiting".to_owned()))?;
        let connection = match place.take() {
            Some(connection) => connection,
            None => connect(&self.url, &self.asked).await.map_err(AppError::Unavailable)?,
        };
        Ok(Turn {
            place,
            connection: Some(connection),
        })
    }

    /// Waits for the turn under way, and closes.
    pub async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            close(connection).await;
        }
    }
}

/// The right to write, until it is dropped. A turn that goes without [`Turn::end`] does not give its connection back.
pub struct Turn<'a> {
    place: MutexGuard<'a, Option<DatabaseConnection>>,
    connection: Option<DatabaseConnection>,
}

impl Turn<'_> {
    /// Begins a transaction that may write from its first statement on.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let connection = self.connection.as_ref();
        let connection = connection.ok_or_else(|| AppError::unexpected("a turn that has ended"))?;
        Ok(connection.begin_with_options(options).await?)
    }

    /// Gives the connection back if the transaction ended as it should.
    ///
    /// Otherwise nobody knows what state it is in: SQLite may have rolled back by itself while the driver still counts
    /// a transaction as open, and would take the next `BEGIN` for a savepoint that no `COMMIT` ever follows. Such a
    /// connection is closed, which undoes what it left open, and the next turn connects anew.
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
                if let Some(connection) = connection {
                    close(connection).await;
                }
                Err(format!("the transaction did not end: {error}"))
            }
        }
    }
}

async fn connect(url: &str, asked: &Arc<Asked>) -> Result<DatabaseConnection, String> {
    let mut connection = sqlite::open_writer(url).await?;
    overhear(&mut connection, asked);
    Ok(connection)
}
