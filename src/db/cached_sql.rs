//! Cached SQL of frequent queries: the text is built once, and each call binds its own values.

use std::sync::OnceLock;

use sea_orm::sea_query::{SelectStatement, Value};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

/// The SQL of one query, for the backend of the first connection: a process uses one backend.
#[derive(Debug, Default)]
pub struct CachedSql(OnceLock<String>);

impl CachedSql {
    /// Creates an empty cache; the SQL is built on first use.
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Runs the query with these values and returns all rows. `values` are in the order of their placeholders in
    /// `query`, which builds the SQL on first use. Debug builds compare the two on every call.
    pub async fn all<const N: usize>(
        &self,
        db: &impl ConnectionTrait,
        values: [Value; N],
        query: impl Fn() -> SelectStatement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let backend = db.get_database_backend();
        let sql = self.0.get_or_init(|| backend.build(&query()).sql);
        let statement = Statement::from_sql_and_values(backend, sql, values);
        debug_assert_eq!(
            statement,
            backend.build(&query()),
            "the cached SQL differs from the query"
        );
        db.query_all_raw(statement).await
    }
}
