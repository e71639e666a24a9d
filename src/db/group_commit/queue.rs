//! The queue of jobs that wait for the next batch, in the order of their arrival.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::job::Job;

#[derive(Default)]
pub struct Queue(Mutex<State>);

#[derive(Default)]
struct State {
    jobs: VecDeque<(Ticket, Box<dyn Job>)>,
    next_ticket: u64,
}

/// Identifies a job of the queue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

impl Queue {
    pub fn push(&self, job: Box<dyn Job>) -> Ticket {
        let mut state = self.lock();
        let ticket = Ticket(state.next_ticket);
        state.next_ticket += 1;
        state.jobs.push_back((ticket, job));
        ticket
    }

    /// Removes the first job, merged with the waiting jobs of the same [`Job::batch_type`]. The merged job has at most
    /// `max_size` callers.
    pub fn next(&self, max_size: usize) -> Option<Box<dyn Job>> {
        if max_size == 0 {
            return None;
        }
        let jobs = &mut self.lock().jobs;
        let (_, mut next) = jobs.pop_front()?;
        let batch_type = next.batch_type();
        while batch_type.is_some()
            && next.size() < max_size
            && let Some(index) = jobs.iter().position(|(_, other)| other.batch_type() == batch_type)
            && let Some((_, other)) = jobs.remove(index)
        {
            next.merge(other);
        }
        Some(next)
    }

    /// Removes a job; returns whether it was still in the queue.
    pub fn remove(&self, ticket: Ticket) -> bool {
        let jobs = &mut self.lock().jobs;
        let before = jobs.len();
        jobs.retain(|(other, _)| *other != ticket);
        jobs.len() < before
    }

    pub fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
