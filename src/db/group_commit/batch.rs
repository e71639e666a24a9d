//! The batch that a leader runs: one transaction, one commit and one flush of the disk for all of its jobs.
//!
//! The first job runs without a savepoint; if it fails, the transaction is rolled back. Every later job runs inside a
//! savepoint of its own, so that its failure rolls back nothing else. A job that is alone thus pays for no savepoint.
//! Merged jobs count as one job; if they fail, they are split and retried one by one.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};

use super::job::Job;
use super::queue::Queue;
use super::writer::WriteGuard;
use crate::db::{Change, Tx, TxState};

/// A transaction under way.
struct Batch {
    transaction: Arc<DatabaseTransaction>,
    /// The number of jobs so far, as [`Job::size`] counts them.
    size: usize,
    must_roll_back: bool,
    finished: Finished,
}

/// What remains to be reported after the transaction. `changes` are valid only if it was committed.
#[derive(Default)]
pub struct Finished {
    /// The changes that the jobs emitted, in the order of the jobs.
    pub changes: Vec<Change>,
    /// The jobs that have run, in their order. Jobs that panicked are missing: dropping their senders ends the wait.
    pub executed: Vec<Box<dyn Job>>,
    /// The parts of merged jobs that failed, to be run one by one.
    pub retry: VecDeque<Box<dyn Job>>,
}

/// Runs the waiting jobs, at most `max_size`, in one transaction. If the first are merged jobs and fail, it is rolled
/// back, and they are retried one by one in a second transaction.
///
/// The inner error means that a transaction did not end cleanly. What it stored is unknown, so no caller may get a
/// success.
///
/// # Errors
/// When the first transaction could not begin. The queue is unchanged then.
pub async fn run(
    guard: &WriteGuard<'_>,
    queue: &Queue,
    max_size: usize,
) -> Result<(Result<(), DbErr>, Finished), DbErr> {
    let (result, finished) = Batch::new(guard.begin().await?, VecDeque::new())
        .run(queue, max_size)
        .await;
    if result.is_err() || finished.retry.is_empty() {
        return Ok((result, finished));
    }
    match guard.begin().await {
        Ok(transaction) => Ok(Batch::new(transaction, finished.retry).run(queue, max_size).await),
        Err(error) => Ok((Err(error), finished)),
    }
}

impl Batch {
    fn new(transaction: DatabaseTransaction, retry: VecDeque<Box<dyn Job>>) -> Self {
        Self {
            transaction: Arc::new(transaction),
            size: retry.len(),
            must_roll_back: false,
            finished: Finished {
                retry,
                ..Finished::default()
            },
        }
    }

    async fn run(mut self, queue: &Queue, max_size: usize) -> (Result<(), DbErr>, Finished) {
        let mut result = Ok(());
        while result.is_ok() && !self.must_roll_back {
            let is_first = self.size == 0;
            let Some(job) = self.next(queue, max_size) else { break };
            result = if is_first {
                self.run_first(job).await
            } else {
                self.run_in_savepoint(job).await
            };
        }
        if result.is_ok() {
            result = commit_or_roll_back(self.transaction, self.must_roll_back).await;
        }
        (result, self.finished)
    }

    /// Returns the next job to run: a retry first, then a job of the queue.
    fn next(&mut self, queue: &Queue, max_size: usize) -> Option<Box<dyn Job>> {
        if let Some(job) = self.finished.retry.pop_front() {
            return Some(job);
        }
        let job = queue.next(max_size.saturating_sub(self.size))?;
        self.size += job.size();
        Some(job)
    }

    async fn run_first(&mut self, job: Box<dyn Job>) -> Result<(), DbErr> {
        let (succeeded, _) = self.attempt(self.transaction.clone(), job).await?;
        self.must_roll_back = !succeeded;
        Ok(())
    }

    async fn run_in_savepoint(&mut self, job: Box<dyn Job>) -> Result<(), DbErr> {
        let savepoint = match self.transaction.begin().await {
            Ok(savepoint) => savepoint,
            Err(error) => {
                self.finished.executed.push(job);
                return Err(error);
            }
        };
        let (succeeded, savepoint) = self.attempt(Arc::new(savepoint), job).await?;
        let savepoint = Arc::into_inner(savepoint).ok_or_else(leaked_transaction)?;
        if succeeded {
            savepoint.commit().await
        } else {
            savepoint.rollback().await
        }
    }

    /// Runs a job; returns whether it succeeded, and the transaction or savepoint. A panic counts as a failure.
    async fn attempt(
        &mut self,
        transaction: Arc<DatabaseTransaction>,
        mut job: Box<dyn Job>,
    ) -> Result<(bool, Arc<DatabaseTransaction>), DbErr> {
        let state = Arc::new(TxState {
            transaction,
            changes: Mutex::default(),
        });
        let result = AssertUnwindSafe(job.run(Tx(state.clone()))).catch_unwind().await;
        let succeeded = matches!(result, Ok(true));
        if !succeeded && job.size() > 1 {
            self.finished.retry.extend(job.split());
        } else if result.is_ok() {
            self.finished.executed.push(job);
        }
        let TxState { transaction, changes } = Arc::into_inner(state).ok_or_else(leaked_transaction)?;
        if succeeded {
            self.finished.changes.extend(changes.into_inner().unwrap_or_default());
        }
        Ok((succeeded, transaction))
    }
}

async fn commit_or_roll_back(transaction: Arc<DatabaseTransaction>, must_roll_back: bool) -> Result<(), DbErr> {
    let transaction = Arc::into_inner(transaction).ok_or_else(leaked_transaction)?;
    if must_roll_back {
        transaction.rollback().await
    } else {
        transaction.commit().await
    }
}

fn leaked_transaction() -> DbErr {
    DbErr::Custom("a job still holds its transaction after it has ended".to_owned())
}
