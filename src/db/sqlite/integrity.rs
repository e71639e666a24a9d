//! Whether a database is as SQLite left it, and a copy of one.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// The most findings that are told: where there are as many, what to do is the same.
const MAX_FINDINGS: u8 = 100;

/// What SQLite says where it finds nothing.
const NOTHING: &str = "ok";

/// How lines begin that only say which database is meant.
const HEADING: &str = "***";

/// How far a database is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Its header and what says which tables there are.
    Schema,
    /// Every table; indexes are not compared with them.
    Tables,
}

/// The first thing wrong with how the tables are stored.
pub async fn first_damage(connection: &impl ConnectionTrait, depth: Depth) -> Result<Option<String>, DbErr> {
    let check = match depth {
        Depth::Schema => "PRAGMA quick_check('sqlite_schema')",
        Depth::Tables => "PRAGMA quick_check(1)",
    };
    Ok(told(connection, check.to_owned()).await?.pop())
}

/// Everything wrong with how tables and indexes are stored; what keeps SQLite from looking is wrong as well.
pub async fn damage(connection: &impl ConnectionTrait) -> Vec<String> {
    let found = told(connection, format!("PRAGMA integrity_check({MAX_FINDINGS})")).await;
    found.unwrap_or_else(|error| vec![error.to_string()])
}

/// Rows that refer to what is not there.
pub async fn broken_references(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = format!(
        "SELECT \"table\" || ' ' || rowid || ' refers to a ' || parent || ' that is not there' \
         FROM pragma_foreign_key_check LIMIT {MAX_FINDINGS}"
    );
    told(connection, sql).await
}

/// Copies the database, as it is at one moment, into a file that is not there yet. Others read and write meanwhile.
pub async fn copy(connection: &impl ConnectionTrait, file: &Path) -> Result<(), DbErr> {
    let name = file.to_string_lossy().into_owned();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    connection.execute_raw(copy).await.map(|_| ())
}

async fn told(connection: &impl ConnectionTrait, sql: String) -> Result<Vec<String>, DbErr> {
    let rows = connection
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await?;
    let mut lines = Vec::new();
    for row in rows {
        let told: String = row.try_get_by_index(0)?;
        let findings = told
            .lines()
            .filter(|line| *line != NOTHING && !line.starts_with(HEADING));
        lines.extend(findings.map(str::to_owned));
    }
    Ok(lines)
}
