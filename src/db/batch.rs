//! Actions that wait together share one transaction: one commit, and one flush of the disk.
//!
//! The first needs nothing more than the transaction itself; should it fail, the transaction is rolled back and nobody
//! else was in it. Each that follows runs inside a savepoint of its own, so that one that fails takes nothing with it.
//! So an action that is alone costs what it would cost anyway.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};

use super::queue::{Action, Done, Queue};
use super::{Change, Tx, Work};

/// A transaction under way, and the actions that have run in it.
pub struct Batch {
    transaction: Arc<DatabaseTransaction>,
    done: Vec<Done>,
    changes: Vec<Change>,
    undone: bool,
}

/// What is left when the transaction has ended: what it changed, and whom to tell. In vain if it did not end well.
pub struct Ended {
    /// What was announced, in the order of the actions.
    pub changes: Vec<Change>,
    /// Every action that ran to its end, in their order.
    pub done: Vec<Done>,
}

impl Batch {
    /// Nobody's yet.
    pub fn of(transaction: DatabaseTransaction) -> Self {
        Self {
            transaction: Arc::new(transaction),
            done: Vec::new(),
            changes: Vec::new(),
            undone: false,
        }
    }

    /// Runs what waits, at most so many actions, and ends the transaction.
    ///
    /// An error means that the transaction did not end as it should: nobody knows what is stored, so nobody may be
    /// told that anything is.
    pub async fn run(mut self, queue: &Queue, most: usize) -> (Result<(), DbErr>, Ended) {
        let mut ended = Ok(());
        for _ in 0..most {
            if self.undone || ended.is_err() {
                break;
            }
            let Some((ticket, action)) = queue.next() else { break };
            if self.done.is_empty() {
                ended = self.run_first(action).await;
                continue;
            }
            match self.transaction.begin().await {
                Ok(savepoint) => ended = self.run_inside(savepoint, action).await,
                Err(error) => {
                    queue.put_back((ticket, action));
                    ended = Err(error);
                }
            }
        }
        let Self {
            transaction,
            done,
            changes,
            undone,
        } = self;
        if ended.is_ok() {
            ended = end(transaction, undone).await;
        }
        (ended, Ended { changes, done })
    }

    async fn run_first(&mut self, action: Action) -> Result<(), DbErr> {
        let (kept, _) = self.attempt(self.transaction.clone(), action).await?;
        self.undone = !kept;
        Ok(())
    }

    async fn run_inside(&mut self, savepoint: DatabaseTransaction, action: Action) -> Result<(), DbErr> {
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
        action: Action,
    ) -> Result<(bool, Arc<DatabaseTransaction>), DbErr> {
        let work = Arc::new(Work {
            transaction,
            changes: Mutex::default(),
        });
        let done = AssertUnwindSafe(action(Tx(work.clone()))).catch_unwind().await;
        let Work { transaction, changes } = Arc::into_inner(work).ok_or_else(outlived)?;
        let kept = done.as_ref().is_ok_and(|done| done.kept);
        if kept {
            self.changes.extend(changes.into_inner().unwrap_or_default());
        }
        self.done.extend(done.ok());
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
