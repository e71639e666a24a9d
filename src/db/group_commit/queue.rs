//! Actions that wait for their turn to write.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::job::Job;

/// Who waits, in the order they came.
#[derive(Default)]
pub struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    actions: VecDeque<(Ticket, Box<dyn Job>)>,
    next: u64,
}

/// A place in the queue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

impl Queue {
    /// Takes its place at the end.
    pub fn push(&self, action: Box<dyn Job>) -> Ticket {
        let mut waiting = self.lock();
        let ticket = Ticket(waiting.next);
        waiting.next += 1;
        waiting.actions.push_back((ticket, action));
        ticket
    }

    /// The next one, whose turn it is, and with it whatever waits that is done in one go with it: at most so many.
    pub fn next(&self, most: usize) -> Option<Box<dyn Job>> {
        if most == 0 {
            return None;
        }
        let actions = &mut self.lock().actions;
        let (_, mut next) = actions.pop_front()?;
        let kind = next.kind();
        while kind.is_some()
            && next.size() < most
            && let Some(place) = actions.iter().position(|(_, other)| other.kind() == kind)
            && let Some((_, other)) = actions.remove(place)
        {
            next.join(other);
        }
        Some(next)
    }

    /// Leaves, and answers whether it was still waiting.
    pub fn remove(&self, ticket: Ticket) -> bool {
        let actions = &mut self.lock().actions;
        let before = actions.len();
        actions.retain(|(other, _)| *other != ticket);
        actions.len() < before
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.lock().actions.len()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
