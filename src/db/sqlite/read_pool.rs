//! The read pool: up to four connections that read, each with a thread of its own.
//!
//! It replaces the pool of sqlx, which pings a connection after every use (`sqlx::pool::PoolConnection`). For SQLite a
//! ping is another switch to the thread of the connection and back, which takes as long as many queries.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use scopeguard::{ScopeGuard, guard};
use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::error::ConnAcquireErr;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Sqlite, SqliteConnection, query_with,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::ACQUIRE_TIMEOUT;
use crate::db::instrument::Instrument;

/// The most connections. Each has a thread.
const MAX_CONNECTIONS: u32 = 4;

/// The connections that read. A connection runs one query at a time.
pub struct ReadPool {
    options: SqliteConnectOptions,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
    instrument: Arc<Instrument>,
}

impl ReadPool {
    /// Opens the first connection. The others are opened when queries run at the same time.
    pub async fn open(options: SqliteConnectOptions, instrument: Arc<Instrument>) -> Result<Self, DbErr> {
        let pool = Self {
            options: options.disable_statement_logging(),
            permits: Arc::new(Semaphore::new(MAX_CONNECTIONS as usize)),
            idle: Mutex::default(),
            instrument,
        };
        pool.ping().await?;
        Ok(pool)
    }

    /// Checks that a connection responds.
    pub async fn ping(&self) -> Result<(), DbErr> {
        let mut checkout = self.acquire().await?;
        checkout.0.ping().await.map_err(|error| DbErr::Conn(cause(error)))?;
        self.give_back(checkout);
        Ok(())
    }

    /// Waits for the queries under way, then closes all connections. Later queries get an error.
    pub async fn close(&self) {
        let _all_permits = self.permits.acquire_many(MAX_CONNECTIONS).await;
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "A database connection did not close cleanly.");
            }
        }
    }

    /// Waits up to [`ACQUIRE_TIMEOUT`] for a connection. The caller returns it with [`Self::give_back`]; after an
    /// error or cancellation it is closed instead.
    async fn acquire(&self) -> Result<CheckoutGuard, DbErr> {
        let permit = match self.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => timeout(ACQUIRE_TIMEOUT, self.permits.clone().acquire_owned())
                .await
                .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
                .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?,
        };
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self
                .options
                .connect()
                .await
                .map_err(|error| DbErr::Conn(cause(error)))?,
        };
        Ok(guard((connection, permit), close_then_release))
    }

    fn give_back(&self, checkout: CheckoutGuard) {
        let (connection, _permit) = ScopeGuard::into_inner(checkout);
        self.idle().push(connection);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A checkout that is closed when it is dropped without [`ReadPool::give_back`].
type CheckoutGuard = ScopeGuard<Checkout, fn(Checkout)>;

/// A connection that is in use, and its permit.
type Checkout = (SqliteConnection, OwnedSemaphorePermit);

/// Closes a connection, and releases its permit only afterwards: its thread may still be running the query of a dropped
/// caller.
fn close_then_release((connection, permit): Checkout) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(async move {
            let _ = connection.close().await;
            drop(permit);
        });
    }
}

fn query(statement: Statement) -> Query<'static, Sqlite, SqlxValues> {
    let values = statement.values.unwrap_or(Values(Vec::new()));
    query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn cause(error: sqlx::Error) -> RuntimeErr {
    RuntimeErr::SqlxError(Arc::new(error))
}

#[async_trait]
impl ConnectionTrait for ReadPool {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Sqlite
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.instrument.record(&statement);
        let mut checkout = self.acquire().await?;
        let result = checkout.0.execute(query(statement)).await;
        let result = result.map_err(|error| DbErr::Exec(cause(error)))?;
        self.give_back(checkout);
        Ok(result.into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        // Callers set LIMIT 1.
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.instrument.record(&statement);
        let mut checkout = self.acquire().await?;
        let rows = checkout.0.fetch_all(query(statement)).await;
        let rows = rows.map_err(|error| DbErr::Query(cause(error)))?;
        self.give_back(checkout);
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }
}
