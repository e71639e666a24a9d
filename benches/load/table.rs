//! The table of results, on standard output.

use crate::client::Responses;

pub const HEADING: &str = "\
                                                     a second   work µs    p50 µs    p99 µs   p99.9 µs\n\
    -----------------------------------------------------------------------------------------------------";

/// The results of one or more rounds.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    responses: Responses,
    work: u64,
}

impl Measure {
    /// Adds a round and the CPU time that the site used for it, in microseconds.
    pub fn add(&mut self, responses: Responses, work: u64) {
        self.responses.times.extend(responses.times);
        self.responses.elapsed += responses.elapsed;
        self.work += work;
    }

    /// Responses a second.
    pub fn rate(&self) -> f64 {
        self.responses.times.len() as f64 / self.responses.elapsed.as_secs_f64()
    }

    /// CPU time of the site for one response, in microseconds.
    pub fn work(&self) -> f64 {
        self.work as f64 / self.responses.times.len() as f64
    }

    /// A percentile of the response times, in microseconds; `0.99` is p99.
    pub fn percentile(&self, share: f64) -> u32 {
        let mut times = self.responses.times.clone();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        times.get((last as f64 * share) as usize).copied().unwrap_or_default()
    }

    pub fn print(&self, what: &str) {
        println!(
            "{what:<50}{:>11.0}{:>10.1}{:>10}{:>10}{:>11}",
            self.rate(),
            self.work(),
            self.percentile(0.5),
            self.percentile(0.99),
            self.percentile(0.999),
        );
    }
}

/// Prints the ratio of two lines.
pub fn compare(what: &str, ratio: f64) {
    println!("  {what:<60}{ratio:>6.2}");
}
