//! How far something has come, on a line of its own that goes again. Nothing where no person looks.

use std::io::{IsTerminal, Write, stderr};

/// How many characters the bar has.
const WIDTH: u64 = 30;

/// A line on the terminal.
pub struct Progress {
    shown: bool,
    what: &'static str,
    all: u64,
    done: u64,
    /// What the line says: it is drawn anew only when that changes.
    line: String,
}

impl Progress {
    /// Of something that has so many parts.
    pub fn new(what: &'static str, all: u64) -> Self {
        let mut progress = Self {
            shown: stderr().is_terminal(),
            what,
            all,
            done: 0,
            line: String::new(),
        };
        progress.draw();
        progress
    }

    /// So many more parts are done.
    pub fn add(&mut self, parts: u64) {
        self.done = self.all.min(self.done + parts);
        self.draw();
    }

    fn draw(&mut self) {
        let line = line(self.what, self.done, self.all);
        if !self.shown || line == self.line {
            return;
        }
        // A line that cannot be drawn is missed by nobody.
        let _ = write!(stderr(), "\r{line}");
        let _ = stderr().flush();
        self.line = line;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn line(what: &str, done: u64, all: u64) -> String {
    let share = |of: u64| (done * of).checked_div(all).unwrap_or(of);
    let filled = "━".repeat(usize::try_from(share(WIDTH)).unwrap_or_default());
    let open = " ".repeat(usize::try_from(WIDTH - share(WIDTH)).unwrap_or_default());
    format!("{what:<24} {filled}{open} {:>3} %", share(100))
}
