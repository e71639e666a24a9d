//! The table that is printed.

use crate::client::Answers;

/// Above the columns.
pub const HEADING: &str = "\
                                                     a second   work µs    p50 µs    p99 µs   p99.9 µs\n\
    -----------------------------------------------------------------------------------------------------";

/// What was measured in some rounds.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    answers: Answers,
    work: u64,
}

impl Measure {
    /// Adds a round, and how long the site worked for it, in microseconds.
    pub fn add(&mut self, answers: Answers, work: u64) {
        self.answers.times.extend(answers.times);
        self.answers.elapsed += answers.elapsed;
        self.work += work;
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answers.times.len() as f64 / self.answers.elapsed.as_secs_f64()
    }

    /// The site's work for one answer, in microseconds of a core.
    pub fn work(&self) -> f64 {
        self.work as f64 / self.answers.times.len() as f64
    }

    /// The time within which this share of the answers came, in microseconds.
    pub fn within(&self, share: f64) -> u32 {
        let mut times = self.answers.times.clone();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        times.get((last as f64 * share) as usize).copied().unwrap_or_default()
    }

    /// Prints a line of the table.
    pub fn print(&self, what: &str) {
        println!(
            "{what:<50}{:>11.0}{:>10.1}{:>10}{:>10}{:>11}",
            self.rate(),
            self.work(),
            self.within(0.5),
            self.within(0.99),
            self.within(0.999),
        );
    }
}

/// Prints a figure that compares two lines.
pub fn compare(what: &str, ratio: f64) {
    println!("  {what:<60}{ratio:>6.2}");
}
