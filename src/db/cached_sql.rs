//! Statements that are asked again and again: the words are put together once, and only the values differ.

use std::sync::OnceLock;

use sea_orm::sea_query::{SelectStatement, Value};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

/// A query whose words never differ. They are those of the first database that is asked: a process has one kind.
#[derive(Debug)]
pub struct CachedSql(OnceLock<String>);

impl CachedSql {
    /// One that nobody has asked yet.
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Asks it with these values, in the order in which `query` has them; that one says what is asked, the first time.
    /// Debug builds compare the two every time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn all<const N: usize>(
        &self,
        db: &impl ConnectionTrait,
        values: [Value; N],
        query: impl Fn() -> SelectStatement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let backend = db.get_database_backend();
        let words = self.0.get_or_init(|| backend.build(&query()).sql);
        let statement = Statement::from_sql_and_values(backend, words, values);
        debug_assert_eq!(statement, backend.build(&query()), "a repeated query differs");
        db.query_all_raw(statement).await
    }
}
