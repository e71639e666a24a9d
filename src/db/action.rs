//! What is to be written, by itself or in one go with others of its kind, and who waits for the answer.

use std::any::{Any, TypeId};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::Tx;
use crate::error::{AppError, Result};

/// What happens so often that as much of it as waits is done in one go, by statements about all of it.
pub trait Together: Send + Sync + Sized + 'static {
    /// What each of them comes to.
    type Answer: Send + 'static;

    /// Does all of these, in their order, and answers each. One that is refused in its answer must have written nothing.
    ///
    /// # Errors
    /// What undoes all of them. They are then done again one by one, so that each fails for its own reasons only.
    fn run(tx: &Tx, all: &[Self]) -> impl Future<Output = Result<Vec<Result<Self::Answer>>>> + Send;
}

/// An action that waits for its turn, or has had it.
pub trait Action: Any + Send {
    /// Runs in its transaction; answers whether what it wrote is to be kept.
    fn run(&mut self, tx: Tx) -> BoxFuture<'_, bool>;

    /// Tells the callers how it ended, or why its transaction did not: once that has ended, and not before.
    fn tell(self: Box<Self>, ended: Result<(), &str>);

    /// How many actions of callers it is.
    fn size(&self) -> usize {
        1
    }

    /// What it is one of, if others like it may be done in one go with it.
    fn kind(&self) -> Option<TypeId> {
        None
    }

    /// Will be done in one go with another of its kind.
    fn join(&mut self, _other: Box<dyn Action>) {}

    /// Each of those that were to be done in one go, by itself.
    fn apart(self: Box<Self>) -> Vec<Box<dyn Action>> {
        Vec::new()
    }
}

/// Where the answer to an action comes. None comes if it panics.
type Answered<T> = oneshot::Receiver<Result<T>>;

/// An action of its own kind.
pub fn alone<T, F, Fut>(run: F) -> (Box<dyn Action>, Answered<T>)
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T>> + Send,
    T: Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let alone = Alone {
        run: Some(run),
        outcome: None,
        answer,
    };
    (Box::new(alone), answered)
}

struct Alone<F, T> {
    run: Option<F>,
    outcome: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F, Fut> Action for Alone<F, T>
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

    fn tell(self: Box<Self>, ended: Result<(), &str>) {
        answer(self.answer, self.outcome, ended);
    }
}

/// An action that may be done in one go with others of its kind.
pub fn together<K: Together>(item: K) -> (Box<dyn Action>, Answered<K::Answer>) {
    let (answer, answered) = oneshot::channel();
    let several = Several {
        items: vec![item],
        outcomes: Vec::new(),
        answers: vec![answer],
    };
    (Box::new(several), answered)
}

/// Actions of one kind, in the order they came.
struct Several<K: Together> {
    items: Vec<K>,
    /// As many, once they have run.
    outcomes: Vec<Result<K::Answer>>,
    answers: Vec<oneshot::Sender<Result<K::Answer>>>,
}

impl<K: Together> Several<K> {
    async fn attempt(&mut self, tx: &Tx) -> Result<()> {
        let outcomes = K::run(tx, &self.items).await?;
        if outcomes.len() != self.items.len() {
            return Err(AppError::unexpected("some were not answered"));
        }
        self.outcomes = outcomes;
        Ok(())
    }
}

impl<K: Together> Action for Several<K> {
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

    fn tell(self: Box<Self>, ended: Result<(), &str>) {
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
        Some(TypeId::of::<K>())
    }

    fn join(&mut self, other: Box<dyn Action>) {
        let other: Box<dyn Any> = other;
        if let Ok(other) = other.downcast::<Self>() {
            self.items.extend(other.items);
            self.answers.extend(other.answers);
        }
    }

    fn apart(self: Box<Self>) -> Vec<Box<dyn Action>> {
        let each = self.items.into_iter().zip(self.answers);
        each.map(|(item, answer)| -> Box<dyn Action> {
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
