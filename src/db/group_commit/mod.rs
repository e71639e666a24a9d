//! Group commit: jobs that wait for the write lock together share one transaction, and so one flush of the disk.
//!
//! - A **job** is one caller's write. It joins the **queue**, and its caller waits for its result or for the write
//!   lock, whichever comes first.
//! - The **write lock** guards the one connection that writes. The caller that acquires it is the **leader**: it runs
//!   all waiting jobs in one **batch**.
//! - A batch is one transaction. Each job after the first has a **savepoint**, so that a failed job is rolled back
//!   alone.
//! - After the commit, the listener gets the changes, then the callers get their results, and then the lock is
//!   released. The caches are thus current before a caller continues. If the commit fails, every caller of the batch
//!   gets an error.

use tokio::sync::oneshot::Receiver;

use super::{Change, Db};
use crate::error::{AppError, Result};

mod batch;
pub mod job;
pub mod queue;
pub mod writer;

use job::Job;
use writer::WriteGuard;

/// The most jobs that share one commit: the first of them waits for the last.
pub const MAX_BATCH: usize = 64;

impl Db {
    /// Queues a job and returns its result. It runs in a task of its own, so it ends even if the caller is dropped.
    pub(super) async fn enqueue<T: Send + 'static>(&self, job: Box<dyn Job>, result: Receiver<Result<T>>) -> Result<T> {
        let db = self.clone();
        tokio::spawn(async move { db.wait_or_lead(job, result).await })
            .await
            .map_err(AppError::unexpected)?
    }

    /// Waits until another leader has run the job, or runs it as the leader. The loop repeats when a full batch did not
    /// reach the job.
    async fn wait_or_lead<T>(&self, job: Box<dyn Job>, mut result: Receiver<Result<T>>) -> Result<T> {
        let ticket = self.0.queue.push(job);
        loop {
            let batch = tokio::select! {
                biased;
                result = &mut result => return result.map_err(|_| AppError::unexpected("a job panicked"))?,
                guard = self.0.writer.lock() => self.run_batch(guard).await,
            };
            if let Err(error) = batch
                && self.0.queue.remove(ticket)
            {
                return Err(error);
            }
        }
    }

    /// Runs the waiting jobs. The listener gets the changes first and the callers their results next, all before the
    /// lock is released: changes are in commit order.
    async fn run_batch(&self, guard: Result<WriteGuard<'_>>) -> Result<()> {
        let mut guard = guard?;
        let inner = &*self.0;
        if inner.queue.len() == 0 {
            let _ = guard.end(Ok(())).await;
            return Ok(());
        }
        let max = inner.max_batch.load(std::sync::atomic::Ordering::Relaxed);
        let (result, finished) = batch::run(&guard, &inner.queue, max).await?;
        let commit = guard.end(result).await;
        if commit.is_ok() {
            self.notify(&finished.changes);
        }
        let commit = match &commit {
            Ok(()) => Ok(()),
            Err(reason) => Err(reason.as_str()),
        };
        for job in finished.executed.into_iter().chain(finished.retry) {
            job.finish(commit);
        }
        Ok(())
    }

    fn notify(&self, changes: &[Change]) {
        if let Some(listener) = self.0.listener.get() {
            changes.iter().for_each(listener);
        }
    }
}
