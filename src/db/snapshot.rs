//! A database as it is at one moment, to look at for as long as that takes: the site may go on beside it.

use std::path::Path;

use sea_orm::{DatabaseConnection, DatabaseTransaction, TransactionTrait as _};

use super::{schema, sqlite};
use crate::config::Config;
use crate::error::Result;

/// One moment of a database.
pub struct Snapshot {
    connection: DatabaseConnection,
    transaction: DatabaseTransaction,
}

impl Snapshot {
    /// Of the database that the settings name.
    ///
    /// # Errors
    /// One sentence for the operator: it cannot be read, or its schema is not this program's.
    pub async fn open(config: &Config) -> Result<Self, String> {
        Self::open_file(&sqlite::file(&config.database_url())?).await
    }

    /// Of the database in a file.
    ///
    /// # Errors
    /// As [`Snapshot::of`].
    pub async fn open_file(file: &Path) -> Result<Self, String> {
        let connection = reader(file).await?;
        let transaction = connection.begin().await.map_err(|error| error.to_string())?;
        // What follows is the first that is read: the moment is now.
        match schema::mismatch(&transaction).await {
            None => Ok(Self {
                connection,
                transaction,
            }),
            Some(why) => Err(format!("{} {why}", file.display())),
        }
    }

    /// Where questions go.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// What is wrong with how tables and indexes are stored.
    pub async fn damage(&self) -> Vec<String> {
        sqlite::integrity::damage(&self.transaction).await
    }

    /// Rows that refer to what is not there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn broken_references(&self) -> Result<Vec<String>> {
        Ok(sqlite::integrity::broken_references(&self.transaction).await?)
    }

    /// Ends it: the log of the site may be shortened again.
    pub async fn close(self) {
        drop(self.transaction);
        super::close(self.connection).await;
    }
}

/// Copies the database that the settings name, as it is at one moment, into a file that is not there yet. The site may go
/// on meanwhile. What it has deleted is not in the copy.
///
/// # Errors
/// One sentence for the operator: it cannot be read, or the copy cannot be written.
pub async fn copy(config: &Config, to: &Path) -> Result<(), String> {
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
