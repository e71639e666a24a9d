//! What is to be written, by itself or in one go with others of its kind, and who waits for the answer.

use std::any::{Any, TypeId};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use crate::db::Tx;
use crate::error::{AppError, Result};

/// What happens so often that as much of it as waits is done in one go, by statements about all of it.
pub trait BatchJob: Send + Sync + Sized + 'static {
    /// What each of them comes to.
    type Output: Send + 'static;

    /// Does all of these, in their order, and answers each. One that is refused in its answer must have written nothing.
    ///
    /// # Errors
    /// What undoes all of them. They are then done retry one by one, so that each fails for its own reasons only.
    fn run(tx: &Tx, all: &[Self]) -> impl Future<Output = Result<Vec<Result<Self::Output>>>> + Send;
}

/// An action that waits for its turn, or has had it.
pub trait Job: Any + Send {
    /// Runs in its transaction; answers whether what it wrote is to be kept.
    fn run(&mut self, tx: Tx) -> BoxFuture<'_, bool>;

    /// Tells the callers how it ended, or why its transaction did not: once that has ended, and not before.
    fn finish(self: Box<Self>, ended: Result<(), &str>);

    /// How many actions of callers it is.
    fn size(&self) -> usize {
        1
    }

    /// What it is one of, if others like it may be done in one go with it.
    fn kind(&self) -> Option<TypeId> {
        None
    }

    /// Will be done in one go with another of its kind.
    fn join(&mut self, _other: Box<dyn Job>) {}

    /// Each of those that were to be done in one go, by itself.
    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        Vec::new()
    }
}

/// Where the answer to an action comes. None comes if it panics.
type ResultReceiver<T> = oneshot::Receiver<Result<T>>;

/// An action of its own kind.
pub fn single<T, F, Fut>(run: F) -> (Box<dyn Job>, ResultReceiver<T>)
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T>> + Send,
    T: Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    let job = Single {
        run: Some(run),
        outcome: None,
        answer,
    };
    (Box::new(job), receiver)
}

struct Single<F, T> {
    run: Option<F>,
    outcome: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
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

    fn finish(self: Box<Self>, ended: Result<(), &str>) {
        answer(self.answer, self.outcome, ended);
    }
}

/// An action that may be done in one go with others of its kind.
pub fn batched<J: BatchJob>(item: J) -> (Box<dyn Job>, ResultReceiver<J::Output>) {
    let (answer, receiver) = oneshot::channel();
    let job = Batched {
        items: vec![item],
        outcomes: Vec::new(),
        answers: vec![answer],
    };
    (Box::new(job), receiver)
}

/// Actions of one kind, in the order they came.
struct Batched<J: BatchJob> {
    items: Vec<J>,
    /// As many, once they have run.
    outcomes: Vec<Result<J::Output>>,
    answers: Vec<oneshot::Sender<Result<J::Output>>>,
}

impl<J: BatchJob> Batched<J> {
    async fn attempt(&mut self, tx: &Tx) -> Result<()> {
        let outcomes = J::run(tx, &self.items).await?;
        if outcomes.len() != self.items.len() {
            return Err(AppError::unexpected("some were not receiver"));
        }
        self.outcomes = outcomes;
        Ok(())
    }
}

impl<J: BatchJob> Job for Batched<J> {
    fn run(&mut self, tx: Tx) -> BoxFuture<'_, bool> {
        async move {
            let done = self.attempt(&tx).await;
            if self.size() > 1 {
                return done.is_ok();
            }
            if let Err(error) = done {
                self.outcomes = vec![Err(error)];
            }
            self.outcomes.iter().all(Result::is_ok)
        }
        .boxed()
    }

    fn finish(self: Box<Self>, ended: Result<(), &str>) {
        let outcomes = self.outcomes.into_iter().map(Some);
        for (caller, outcome) in self
            .answers
            .into_iter()
            .zip(outcomes.chain(std::iter::repeat_with(|| None)))
        {
            answer(caller, outcome, ended);
        }
    }

    fn size(&self) -> usize {
        self.items.len()
    }

    fn kind(&self) -> Option<TypeId> {
        Some(TypeId::of::<J>())
    }

    fn join(&mut self, other: Box<dyn Job>) {
        let other: Box<dyn Any> = other;
        if let Ok(other) = other.downcast::<Self>() {
            self.items.extend(other.items);
            self.answers.extend(other.answers);
        }
    }

    fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
        let each = self.items.into_iter().zip(self.answers);
        each.map(|(item, answer)| -> Box<dyn Job> {
            Box::new(Self {
                items: vec![item],
                outcomes: Vec::new(),
                answers: vec![answer],
            })
        })
        .collect()
    }
}

/// Nobody is told of an action that did not come to its end, unless its transaction did not either.
fn answer<T>(caller: oneshot::Sender<Result<T>>, outcome: Option<Result<T>>, ended: Result<(), &str>) {
    let answer = match (ended, outcome) {
        (Err(why), _) => Err(AppError::Unavailable(why.to_owned())),
        (Ok(()), Some(outcome)) => outcome,
        (Ok(()), None) => return,
    };
    let _ = caller.send(answer);
}
