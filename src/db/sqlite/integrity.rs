//! SQLite's integrity checks, and the copy of a database.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// The most findings that are reported: more of them do not change what the operator has to do.
const MAX_FINDINGS: u8 = 100;

/// The only line of a check without findings.
const NO_FINDINGS: &str = "ok";

/// The prefix of lines that only name the database.
const HEADING_PREFIX: &str = "***";

/// How much of a database is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The header and the schema table.
    Schema,
    /// Every table, without comparing indexes with their tables.
    Tables,
}

/// The first finding of the check, if there is one.
pub async fn first_damage(connection: &impl ConnectionTrait, depth: Depth) -> Result<Option<String>, DbErr> {
    let check = match depth {
        Depth::Schema => "PRAGMA quick_check('sqlite_schema')",
        Depth::Tables => "PRAGMA quick_check(1)",
    };
    Ok(findings_of(connection, check.to_owned()).await?.pop())
}

/// All findings in tables and indexes, at most [`MAX_FINDINGS`]. An error that prevents the check is a finding as well.
pub async fn damage(connection: &impl ConnectionTrait) -> Vec<String> {
    let findings = findings_of(connection, format!("PRAGMA integrity_check({MAX_FINDINGS})")).await;
    findings.unwrap_or_else(|error| vec![error.to_string()])
}

/// The foreign keys that refer to a missing row, one line each.
pub async fn broken_references(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = format!(
        "SELECT \"table\" || ' ' || rowid || ' refers to a ' || parent || ' that is not there' \
         FROM pragma_foreign_key_check LIMIT {MAX_FINDINGS}"
    );
    findings_of(connection, sql).await
}

/// Copies a snapshot of the database to a file that must not exist yet. Other connections can read and write meanwhile.
pub async fn copy(connection: &impl ConnectionTrait, file: &Path) -> Result<(), DbErr> {
    let name = file.to_string_lossy().into_owned();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    connection.execute_raw(copy).await.map(|_| ())
}

/// Runs a check and returns its findings.
async fn findings_of(connection: &impl ConnectionTrait, sql: String) -> Result<Vec<String>, DbErr> {
    let rows = connection
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await?;
    let mut findings = Vec::new();
    for row in rows {
        let text: String = row.try_get_by_index(0)?;
        let lines = text
            .lines()
            .filter(|line| *line != NO_FINDINGS && !line.starts_with(HEADING_PREFIX));
        findings.extend(lines.map(str::to_owned));
    }
    Ok(findings)
}
