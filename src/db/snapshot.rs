//! A read-only snapshot of a database, for `verify` and `backup`. The site may run and write meanwhile.

use std::path::Path;

use sea_orm::{DatabaseConnection, DatabaseTransaction, TransactionTrait as _};

use super::{schema, sqlite};
use crate::config::Config;
use crate::error::Result;

/// A read transaction: every query sees the database as it was when the snapshot was opened.
pub struct Snapshot {
    connection: DatabaseConnection,
    transaction: DatabaseTransaction,
}

impl Snapshot {
    /// Opens a snapshot of the database of the configuration.
    ///
    /// # Errors
    /// One sentence for the operator: the database cannot be read, or its migrations are not those of this program.
    pub async fn open(config: &Config) -> Result<Self, String> {
        Self::open_file(&sqlite::file(&config.database_url())?).await
    }

    /// As [`Snapshot::open`], for a file.
    pub async fn open_file(file: &Path) -> Result<Self, String> {
        let connection = reader(file).await?;
        let transaction = connection.begin().await.map_err(|error| error.to_string())?;
        // The first read of the transaction determines what it sees.
        match schema::mismatch(&transaction).await {
            None => Ok(Self {
                connection,
                transaction,
            }),
            Some(reason) => Err(format!("{} {reason}", file.display())),
        }
    }

    /// The connection for queries.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The findings of SQLite's integrity check, one a line; empty if there are none.
    pub async fn damage(&self) -> Vec<String> {
        sqlite::integrity::damage(&self.transaction).await
    }

    /// The foreign keys that refer to a missing row, one line each.
    pub async fn broken_references(&self) -> Result<Vec<String>> {
        Ok(sqlite::integrity::broken_references(&self.transaction).await?)
    }

    /// Ends the transaction, so that the site can truncate its write-ahead log again.
    pub async fn close(self) {
        drop(self.transaction);
        super::close(self.connection).await;
    }
}

/// Copies a snapshot of the database of the configuration to a file that must not exist yet. The site may run
/// meanwhile. The copy contains no remains of deleted rows.
///
/// # Errors
/// One sentence for the operator: the database cannot be read, or the copy cannot be written.
pub async fn copy_database(config: &Config, to: &Path) -> Result<(), String> {
    let connection = reader(&sqlite::file(&config.database_url())?).await?;
    let copied = sqlite::integrity::copy(&connection, to).await;
    super::close(connection).await;
    copied.map_err(|error| format!("the database cannot be copied to {}: {error}", to.display()))
}

async fn reader(file: &Path) -> Result<DatabaseConnection, String> {
    if !file.exists() {
        return Err(format!("{} is missing", file.display()));
    }
    let reader = sqlite::open_reader(file).await;
    reader.map_err(|error| format!("{} cannot be read: {error}", file.display()))
}
