//! Compares the migrations of a database with those of this program.

use migrations::Migrator;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::MigratorTrait;

/// Returns a reason if the database has a migration that this program does not know. The reason follows the file name.
pub async fn newer_than_program(connection: &impl ConnectionTrait) -> Option<String> {
    let error = Migrator::get_pending_migrations_read_only(connection).await.err()?;
    Some(describe(&error))
}

/// Returns a reason if the migrations of the database are not those of this program: some are pending or unknown.
pub async fn mismatch(connection: &impl ConnectionTrait) -> Option<String> {
    match Migrator::get_pending_migrations_read_only(connection).await {
        Ok(pending) if pending.is_empty() => None,
        Ok(pending) => Some(format!(
            "has {} pending migrations: run `porchlight migrate`",
            pending.len()
        )),
        Err(error) => Some(describe(&error)),
    }
}

/// The migrator returns `DbErr::Custom` only for a migration that it does not know.
fn describe(error: &DbErr) -> String {
    match error {
        DbErr::Custom(_) => "was written by a newer Porchlight than this one: start the newer program".to_owned(),
        error => format!("has an unreadable list of migrations: {error}"),
    }
}
