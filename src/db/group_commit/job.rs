//! Jobs: one caller's write, or the merged writes of several callers, with the channels for their results.

use std::any::{Any, TypeId};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use crate::db::Tx;
use crate::error::{AppError, Result};

/// A frequent write. The leader merges all waiting jobs of the same type and runs them by the same SQL statements.
pub trait BatchJob: Send + Sync + Sized + 'static {
    /// The result of one job.
    type Output: Send + 'static;

    /// Runs these jobs in their order, and returns one result for each. A job whose own result is an error must have
    /// written nothing, because the others are committed.
    ///
    /// # Errors
    /// An error rolls back all of these jobs. They are then run again one by one, so that each fails only for its own
    /// reasons.
    fn run(tx: &Tx, jobs: &[Self]) -> impl Future<Output = Result<Vec<Result<Self::Output>>>> + Send;
}

/// A job in the queue or in a batch.
pub trait Job: Any + Send {
    /// Runs in a transaction or savepoint; returns whether that is to be committed.
    fn run(&mut self, tx: Tx) -> BoxFuture<'_, bool>;

    /// Sends the results to the callers, or an error if the transaction did not end cleanly. Called after the
    /// transaction has ended.
    fn finish(self: Box<Self>, commit: Result<(), &str>);

    /// The number of callers whose writes are merged in this job.
    fn size(&self) -> usize {
        1
    }

    /// The type of jobs with which this one can be merged; `None` if it cannot be merged.
    fn batch_type(&self) -> Option<TypeId> {
        None
    }

    /// Adds the writes of another job of the same [`Self::batch_type`].
    fn merge(&mut self, _other: Box<dyn Job>) {}

    /// Splits merged jobs into jobs for one caller each.
    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        Vec::new()
    }
}

/// Receives the result of a job. After a panic in the job the channel is closed without a result.
type ResultReceiver<T> = oneshot::Receiver<Result<T>>;

/// A job that is never merged with others.
pub fn single<T, F, Fut>(run: F) -> (Box<dyn Job>, ResultReceiver<T>)
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T>> + Send,
    T: Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let job = Single {
        run: Some(run),
        outcome: None,
        sender,
    };
    (Box::new(job), receiver)
}

struct Single<F, T> {
    run: Option<F>,
    outcome: Option<Result<T>>,
    sender: oneshot::Sender<Result<T>>,
}

impl<T, F, Fut> Job for Single<F, T>
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T>> + Send,
    T: Send + 'static,
{
    fn run(&mut self, tx: Tx) -> BoxFuture<'_, bool> {
        async move {
            if let Some(run) = self.run.take() {
                self.outcome = Some(run(tx).await);
            }
            matches!(self.outcome, Some(Ok(_)))
        }
        .boxed()
    }

    fn finish(self: Box<Self>, commit: Result<(), &str>) {
        send_result(self.sender, self.outcome, commit);
    }
}

/// A job that can be merged with others of its type.
pub fn batched<J: BatchJob>(item: J) -> (Box<dyn Job>, ResultReceiver<J::Output>) {
    let (sender, receiver) = oneshot::channel();
    let job = Batched {
        items: vec![item],
        outcomes: Vec::new(),
        senders: vec![sender],
    };
    (Box::new(job), receiver)
}

/// Merged jobs of one type, in queue order.
struct Batched<J: BatchJob> {
    items: Vec<J>,
    /// Empty until the jobs have run; then one for each item.
    outcomes: Vec<Result<J::Output>>,
    senders: Vec<oneshot::Sender<Result<J::Output>>>,
}

impl<J: BatchJob> Batched<J> {
    async fn attempt(&mut self, tx: &Tx) -> Result<()> {
        let outcomes = J::run(tx, &self.items).await?;
        if outcomes.len() != self.items.len() {
            return Err(AppError::unexpected(
                "the number of results differs from the number of jobs",
            ));
        }
        self.outcomes = outcomes;
        Ok(())
    }
}

impl<J: BatchJob> Job for Batched<J> {
    fn run(&mut self, tx: Tx) -> BoxFuture<'_, bool> {
        async move {
            let result = self.attempt(&tx).await;
            if self.size() > 1 {
                return result.is_ok();
            }
            if let Err(error) = result {
                self.outcomes = vec![Err(error)];
            }
            self.outcomes.iter().all(Result::is_ok)
        }
        .boxed()
    }

    fn finish(self: Box<Self>, commit: Result<(), &str>) {
        let outcomes = self.outcomes.into_iter().map(Some);
        for (sender, outcome) in self
            .senders
            .into_iter()
            .zip(outcomes.chain(std::iter::repeat_with(|| None)))
        {
            send_result(sender, outcome, commit);
        }
    }

    fn size(&self) -> usize {
        self.items.len()
    }

    fn batch_type(&self) -> Option<TypeId> {
        Some(TypeId::of::<J>())
    }

    fn merge(&mut self, other: Box<dyn Job>) {
        let other: Box<dyn Any> = other;
        if let Ok(other) = other.downcast::<Self>() {
            self.items.extend(other.items);
            self.senders.extend(other.senders);
        }
    }

    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        let pairs = self.items.into_iter().zip(self.senders);
        pairs
            .map(|(item, sender)| -> Box<dyn Job> {
                Box::new(Self {
                    items: vec![item],
                    outcomes: Vec::new(),
                    senders: vec![sender],
                })
            })
            .collect()
    }
}

/// Sends a caller its result. A job without an outcome gets an error after a failed commit; otherwise its sender is
/// dropped, which the caller gets as an error.
fn send_result<T>(sender: oneshot::Sender<Result<T>>, outcome: Option<Result<T>>, commit: Result<(), &str>) {
    let result = match (commit, outcome) {
        (Err(reason), _) => Err(AppError::Unavailable(reason.to_owned())),
        (Ok(()), Some(outcome)) => outcome,
        (Ok(()), None) => return,
    };
    let _ = sender.send(result);
}
