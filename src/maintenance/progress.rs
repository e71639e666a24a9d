//! A progress bar on standard error, if that is a terminal. It is erased at the end.

use std::io::{IsTerminal, Write, stderr};

/// Of the bar, in characters.
const WIDTH: u64 = 30;

pub struct Progress {
    is_terminal: bool,
    label: &'static str,
    total: u64,
    done: u64,
    /// The line as last drawn: it is redrawn only when it changes.
    line: String,
}

impl Progress {
    /// `total` is the number of steps, such as rows or bytes.
    pub fn new(label: &'static str, total: u64) -> Self {
        let mut progress = Self {
            is_terminal: stderr().is_terminal(),
            label,
            total,
            done: 0,
            line: String::new(),
        };
        progress.draw();
        progress
    }

    /// Counts further steps as done.
    pub fn add(&mut self, steps: u64) {
        self.done = self.total.min(self.done + steps);
        self.draw();
    }

    fn draw(&mut self) {
        let line = line(self.label, self.done, self.total);
        if !self.is_terminal || line == self.line {
            return;
        }
        // The command must not fail because the bar cannot be drawn.
        let _ = write!(stderr(), "\r{line}");
        let _ = stderr().flush();
        self.line = line;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_terminal {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn line(label: &str, done: u64, total: u64) -> String {
    let scaled = |max: u64| (done * max).checked_div(total).unwrap_or(max);
    let filled = "━".repeat(usize::try_from(scaled(WIDTH)).unwrap_or_default());
    let empty = " ".repeat(usize::try_from(WIDTH - scaled(WIDTH)).unwrap_or_default());
    format!("{label:<24} {filled}{empty} {:>3} %", scaled(100))
}
