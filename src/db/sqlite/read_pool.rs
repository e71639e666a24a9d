//! Connections that read.
//!
//! They are not those of sqlx's pool, which asks a connection after every use whether it is still there
//! (`sqlx::pool::PoolConnection`): in SQLite that is once more to its thread and back, and takes as long as many a query.

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

use super::TIMEOUT;
use crate::db::instrument::Instrument;

/// ReadPool that may work at once. Each is a thread.
const MAX_CONNECTIONS: u32 = 4;

/// Connections that read, each one question at a time.
pub struct ReadPool {
    options: SqliteConnectOptions,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
    instrument: Arc<Instrument>,
}

impl ReadPool {
    /// Connects once. The others come when more is instrument at a time.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(options: SqliteConnectOptions, instrument: Arc<Instrument>) -> Result<Self, DbErr> {
        let readers = Self {
            options: options.disable_statement_logging(),
            permits: Arc::new(Semaphore::new(MAX_CONNECTIONS as usize)),
            idle: Mutex::default(),
            instrument,
        };
        readers.ping().await?;
        Ok(readers)
    }

    /// Whether SQLite answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), DbErr> {
        let mut reader = self.reader().await?;
        reader.0.ping().await.map_err(|error| DbErr::Conn(cause(error)))?;
        self.give_back(reader);
        Ok(())
    }

    /// Waits until nothing is read any more, and closes.
    pub async fn close(&self) {
        let _all = self.permits.acquire_many(MAX_CONNECTIONS).await;
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "A database connection did not close cleanly.");
            }
        }
    }

    /// Waits for a connection. It is whoever's it is until it [rests](Self::rest): one that failed, or that nobody waited
    /// for to the end, is closed.
    async fn reader(&self) -> Result<LocaleContext, DbErr> {
        let permit = match self.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => timeout(TIMEOUT, self.permits.clone().acquire_owned())
                .await
                .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
                .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?,
        };
        let rested = self.idle().pop();
        let connection = match rested {
            Some(connection) => connection,
            None => self
                .options
                .connect()
                .await
                .map_err(|error| DbErr::Conn(cause(error)))?,
        };
        Ok(guard((connection, permit), abandon))
    }

    fn give_back(&self, reader: LocaleContext) {
        let (connection, _turn) = ScopeGuard::into_inner(reader);
        self.idle().push(connection);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection and the permit to use it, until it rests.
type LocaleContext = ScopeGuard<Checkout, fn(Checkout)>;

type Checkout = (SqliteConnection, OwnedSemaphorePermit);

/// Closes a connection, and only then gives the permit to somebody else: its thread may still be at work on what nobody
/// waits for any more.
fn abandon((connection, permit): Checkout) {
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
        let mut reader = self.reader().await?;
        let done = reader.0.execute(query(statement)).await;
        let done = done.map_err(|error| DbErr::Exec(cause(error)))?;
        self.give_back(reader);
        Ok(done.into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        // Whoever wants one row asks for one.
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.instrument.record(&statement);
        let mut reader = self.reader().await?;
        let rows = reader.0.fetch_all(query(statement)).await;
        let rows = rows.map_err(|error| DbErr::Query(cause(error)))?;
        self.give_back(reader);
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }
}
