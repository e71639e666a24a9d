//! How long a peer may keep the server waiting, by a minimum rate.

use std::time::Duration;

/// A token bucket of time. Waiting for the peer uses it up; transferred bytes refill it at the minimum rate.
pub struct WaitBudget {
    remaining: Duration,
    max: Duration,
    /// In bytes per second.
    min_rate: f64,
}

impl WaitBudget {
    /// A budget that begins with `initial` and never exceeds `max`.
    pub fn new(initial: Duration, max: Duration, min_rate: f64) -> Self {
        Self {
            remaining: initial,
            max,
            min_rate,
        }
    }

    pub fn remaining(&self) -> Duration {
        self.remaining
    }

    /// Records a wait, and the bytes that ended it.
    pub fn record(&mut self, waited: Duration, bytes: usize) {
        let refill = Duration::from_secs_f64(bytes as f64 / self.min_rate);
        self.remaining = self
            .max
            .min(self.remaining.saturating_sub(waited).saturating_add(refill));
    }
}
