//! How far the schema of a database has come, beside what this program knows.

use migrations::Migrator;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::MigratorTrait;

/// Why a database belongs to a newer program, if it does.
pub async fn newer_than_program(connection: &impl ConnectionTrait) -> Option<String> {
    let error = Migrator::get_pending_migrations_read_only(connection).await.err()?;
    Some(why(&error))
}

/// Why a database is not what this program knows, if it is not.
pub async fn mismatch(connection: &impl ConnectionTrait) -> Option<String> {
    match Migrator::get_pending_migrations_read_only(connection).await {
        Ok(steps) if steps.is_empty() => None,
        Ok(steps) => Some(format!(
            "is not up to date by {} steps: run `porchlight migrate`",
            steps.len()
        )),
        Err(error) => Some(why(&error)),
    }
}

/// The migrator has words of its own only for steps that it does not know.
fn why(error: &DbErr) -> String {
    match error {
        DbErr::Custom(_) => "was written by a newer Porchlight than this one: start that one".to_owned(),
        error => format!("does not say what schema it has: {error}"),
    }
}
