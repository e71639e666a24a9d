//! The database: one connection writes, several read.
//!
//! [`Db::write`] is the only way to write and the only place that begins a transaction. Changes that a transaction
//! emits ([`Tx::emit`]) reach the listener after the commit, in commit order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement};

use crate::config::Config;
use crate::error::{AppError, Result};

pub mod cached_sql;
mod change;
pub mod columns;
mod database_file;
mod group_commit;
mod id_gap;
mod instrument;
mod schema;
mod snapshot;
mod sqlite;
pub mod values_list;

pub use change::Change;
pub use database_file::{DatabaseFile, folder_of};
pub use group_commit::job::BatchJob;
pub use snapshot::{Snapshot, copy_database};
pub use sqlite::contains;

use group_commit::MAX_BATCH;
use group_commit::job::{batched, single};
use group_commit::queue::Queue;
use group_commit::writer::Writer;
use instrument::Instrument;

type Listener = Box<dyn Fn(&Change) + Send + Sync>;

/// The database. Cloning it is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    writer: Writer,
    queue: Queue,
    max_batch: AtomicUsize,
    read_pool: sqlite::ReadPool,
    file: DatabaseFile,
    instrument: Arc<Instrument>,
    listener: OnceLock<Listener>,
}

impl Db {
    /// Opens the database of the configuration; creates the file and applies pending migrations.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: &Config) -> Result<Self, String> {
        Self::open_at(DatabaseFile::lock(config)?, config).await
    }

    /// Opens a database whose file is locked already.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_at(file: DatabaseFile, config: &Config) -> Result<Self, String> {
        file.check(config).await?;
        let instrument = Arc::<Instrument>::default();
        // The writer comes first: it creates the file and the write-ahead log that readers need.
        let writer = Writer::open(config.database_url(), instrument.clone()).await?;
        let read_pool = sqlite::open_read_pool(&config.database_url(), instrument.clone()).await?;
        Ok(Self(Arc::new(Inner {
            writer,
            queue: Queue::default(),
            max_batch: AtomicUsize::new(MAX_BATCH),
            read_pool,
            file,
            instrument,
            listener: OnceLock::new(),
        })))
    }

    /// Calls `listener` with every change after its commit. Separate from [`Self::open`], because the caches
    /// that listen hold a `Db`.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when there is a listener already.
    pub fn listen(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Result<()> {
        let set = self.0.listener.set(Box::new(listener));
        set.map_err(|_| AppError::unexpected("the database has a listener already"))
    }

    /// Switches group commit on (the default) or off, so that benchmarks can measure its effect.
    pub fn set_group_commit(&self, on: bool) {
        let max = if on { MAX_BATCH } else { 1 };
        self.0.max_batch.store(max, Ordering::Relaxed);
    }

    /// The read pool.
    pub fn read(&self) -> &impl ConnectionTrait {
        &self.0.read_pool
    }

    /// The number of statements since the database was opened.
    pub fn statements(&self) -> u64 {
        self.0.instrument.statements()
    }

    /// Calls `callback` with every statement from now on: tests read query plans. Only the first callback is kept.
    pub fn on_statement(&self, callback: impl Fn(&Statement) + Send + Sync + 'static) {
        self.0.instrument.on_statement(callback);
    }

    /// Runs `job` in a transaction and returns its result once the commit is on disk. Jobs that wait together share a
    /// commit; each is kept or rolled back by itself.
    ///
    /// The job continues when the caller is dropped: a client that disconnects never leaves half an action. Nothing
    /// slow (network, password hashing, rendering) belongs inside.
    ///
    /// # Errors
    /// The error of `job`, after a rollback; [`AppError::Unavailable`] when the commit failed.
    pub async fn write<T, F, Fut>(&self, job: F) -> Result<T>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send,
        T: Send + 'static,
    {
        let (job, result) = single(job);
        self.enqueue(job, result).await
    }

    /// Runs a job of a frequent type. Jobs of the type that wait together are executed by the same statements.
    ///
    /// # Errors
    /// The error of this job, as if it had run by itself; [`AppError::Unavailable`] when the commit failed.
    pub async fn write_batched<J: BatchJob>(&self, job: J) -> Result<J::Output> {
        let (job, result) = batched(job);
        self.enqueue(job, result).await
    }

    /// The number of jobs that wait for the write lock.
    pub fn waiting(&self) -> usize {
        self.0.queue.len()
    }

    /// Checks a database that was too large for the check before the start; returns only if it is damaged, with one
    /// sentence for the operator.
    pub async fn damage(&self) -> String {
        match self.0.file.damage().await {
            Some(damage) => damage,
            None => std::future::pending().await,
        }
    }

    /// Whether the database responds and accepts writes.
    pub async fn is_ready(&self) -> bool {
        !self.0.writer.has_stopped() && self.0.read_pool.ping().await.is_ok()
    }

    /// Finishes the write under way, closes every connection, and unlocks the file.
    pub async fn close(&self) {
        self.0.read_pool.close().await;
        self.0.writer.close().await;
        self.0.file.unlock();
    }
}

async fn close(connection: DatabaseConnection) {
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "A database connection did not close cleanly.");
    }
}

/// A transaction under way, passed to the job of [`Db::write`].
pub struct Tx(Arc<TxState>);

struct TxState {
    transaction: Arc<DatabaseTransaction>,
    changes: Mutex<Vec<Change>>,
}

impl Tx {
    /// The connection for the job's statements.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.0.transaction
    }

    /// Records a visible change; the listener gets it after the commit.
    pub fn emit(&self, change: Change) {
        if let Ok(mut changes) = self.0.changes.lock() {
            changes.push(change);
        }
    }
}
