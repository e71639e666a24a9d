//! Actions that wait for their turn to write.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::Tx;
use crate::error::{AppError, Result};

/// An action that has not begun: given its transaction, it runs.
pub type Action = Box<dyn FnOnce(Tx) -> BoxFuture<'static, Done> + Send>;

/// Tells the caller how it ended, or why its transaction did not.
type Tell = Box<dyn FnOnce(Result<(), &str>) + Send>;

/// An action that has run, in a transaction that has not ended.
pub struct Done {
    /// Whether what it wrote is to be kept.
    pub kept: bool,
    /// To be called once the transaction has ended, and not before.
    pub tell: Tell,
}

/// An action, and where its answer will come. None comes if it panics.
pub fn action<T, F, Fut>(run: F) -> (Action, oneshot::Receiver<Result<T>>)
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T>> + Send,
    T: Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let action = move |tx| -> BoxFuture<'static, Done> {
        Box::pin(async move {
            let outcome = run(tx).await;
            Done {
                kept: outcome.is_ok(),
                tell: Box::new(move |ended: Result<(), &str>| {
                    let ended = ended.map_err(|why| AppError::Unavailable(why.to_owned()));
                    let _ = answer.send(ended.and(outcome));
                }),
            }
        })
    };
    (Box::new(action), answered)
}

/// Who waits, in the order they came.
#[derive(Default)]
pub struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    actions: VecDeque<(Ticket, Action)>,
    next: u64,
}

/// A place in the queue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

impl Queue {
    /// Takes its place at the end.
    pub fn join(&self, action: Action) -> Ticket {
        let mut waiting = self.lock();
        let ticket = Ticket(waiting.next);
        waiting.next += 1;
        waiting.actions.push_back((ticket, action));
        ticket
    }

    /// The next one, whose turn it is.
    pub fn next(&self) -> Option<(Ticket, Action)> {
        self.lock().actions.pop_front()
    }

    /// Goes back to the front: its turn did not come after all.
    pub fn put_back(&self, place: (Ticket, Action)) {
        self.lock().actions.push_front(place);
    }

    /// Leaves, and answers whether it was still waiting.
    pub fn leave(&self, ticket: Ticket) -> bool {
        let actions = &mut self.lock().actions;
        let before = actions.len();
        actions.retain(|(other, _)| *other != ticket);
        actions.len() < before
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.lock().actions.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
