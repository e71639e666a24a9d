//! Actions that wait together share one transaction: one commit, and one flush of the disk.
//!
//! The first needs nothing more than the transaction itself; should it fail, the transaction is rolled back and nobody
//! else was in it. Each that follows runs inside a savepoint of its own, so that one that fails takes nothing with it.
//! So an action that is alone costs what it would cost anyway. Those that are done in one go count as one; if they fail,
//! each is done retry by itself.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};

use super::job::Job;
use super::queue::Queue;
use super::writer::WriteGuard;
use crate::db::{Change, Tx, TxState};

/// A transaction under way, and the actions that have run in it.
struct Batch {
    transaction: Arc<DatabaseTransaction>,
    /// How many actions were taken from the queue.
    taken: usize,
    undone: bool,
    ended: Finished,
}

/// What is left when the transaction has ended: what it changed, and whom to tell. In vain if it did not end well.
#[derive(Default)]
pub struct Finished {
    /// What was announced, in the order of the actions.
    pub changes: Vec<Change>,
    /// Every action that has run, in their order.
    pub done: Vec<Box<dyn Job>>,
    /// What failed in one go, to be done one by one.
    pub retry: VecDeque<Box<dyn Job>>,
}

/// Runs what waits, at most so many actions, in one transaction; in another one if what came first failed in one go.
///
/// An error means that a transaction did not end as it should: nobody knows what is stored, so nobody may be told that
/// anything is.
///
/// # Errors
/// When none began, and nothing was taken from the queue.
pub async fn run(guard: &WriteGuard<'_>, queue: &Queue, most: usize) -> Result<(Result<(), DbErr>, Finished), DbErr> {
    let none = VecDeque::new();
    let (result, ended) = Batch::of(guard.begin().await?, none).run(queue, most).await;
    if result.is_err() || ended.retry.is_empty() {
        return Ok((result, ended));
    }
    match guard.begin().await {
        Ok(transaction) => Ok(Batch::of(transaction, ended.retry).run(queue, most).await),
        Err(error) => Ok((Err(error), ended)),
    }
}

impl Batch {
    fn of(transaction: DatabaseTransaction, retry: VecDeque<Box<dyn Job>>) -> Self {
        Self {
            transaction: Arc::new(transaction),
            taken: retry.len(),
            undone: false,
            ended: Finished {
                retry,
                ..Finished::default()
            },
        }
    }

    async fn run(mut self, queue: &Queue, most: usize) -> (Result<(), DbErr>, Finished) {
        let mut result = Ok(());
        while result.is_ok() && !self.undone {
            let is_first = self.taken == 0;
            let Some(action) = self.next(queue, most) else { break };
            result = if is_first {
                self.run_first(action).await
            } else {
                self.run_in_savepoint(action).await
            };
        }
        if result.is_ok() {
            result = end(self.transaction, self.undone).await;
        }
        (result, self.ended)
    }

    fn next(&mut self, queue: &Queue, most: usize) -> Option<Box<dyn Job>> {
        if let Some(one) = self.ended.retry.pop_front() {
            return Some(one);
        }
        let action = queue.next(most.saturating_sub(self.taken))?;
        self.taken += action.size();
        Some(action)
    }

    async fn run_first(&mut self, action: Box<dyn Job>) -> Result<(), DbErr> {
        let (kept, _) = self.attempt(self.transaction.clone(), action).await?;
        self.undone = !kept;
        Ok(())
    }

    async fn run_in_savepoint(&mut self, action: Box<dyn Job>) -> Result<(), DbErr> {
        let savepoint = match self.transaction.begin().await {
            Ok(savepoint) => savepoint,
            Err(error) => {
                self.ended.done.push(action);
                return Err(error);
            }
        };
        let (kept, savepoint) = self.attempt(Arc::new(savepoint), action).await?;
        let savepoint = Arc::into_inner(savepoint).ok_or_else(outlived)?;
        if kept {
            savepoint.commit().await
        } else {
            savepoint.rollback().await
        }
    }

    /// Whether what an action wrote is to be kept. One that panics is as one that fails, only that nobody can be told.
    async fn attempt(
        &mut self,
        transaction: Arc<DatabaseTransaction>,
        mut action: Box<dyn Job>,
    ) -> Result<(bool, Arc<DatabaseTransaction>), DbErr> {
        let work = Arc::new(TxState {
            transaction,
            changes: Mutex::default(),
        });
        let ran = AssertUnwindSafe(action.run(Tx(work.clone()))).catch_unwind().await;
        let kept = matches!(ran, Ok(true));
        if !kept && action.size() > 1 {
            self.ended.retry.extend(action.split());
        } else if ran.is_ok() {
            self.ended.done.push(action);
        }
        let TxState { transaction, changes } = Arc::into_inner(work).ok_or_else(outlived)?;
        if kept {
            self.ended.changes.extend(changes.into_inner().unwrap_or_default());
        }
        Ok((kept, transaction))
    }
}

async fn end(transaction: Arc<DatabaseTransaction>, undone: bool) -> Result<(), DbErr> {
    let transaction = Arc::into_inner(transaction).ok_or_else(outlived)?;
    if undone {
        transaction.rollback().await
    } else {
        transaction.commit().await
    }
}

fn outlived() -> DbErr {
    DbErr::Custom("a transaction outlived its action".to_owned())
}
