//! A child process that is killed when its handle is dropped.

use std::io::{BufRead as _, BufReader, Read as _, copy, sink};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::thread;

pub struct ChildProcess(Child);

impl ChildProcess {
    /// Starts a program and waits for the line with its port or display number, which follows the text `before`.
    pub fn start(command: &mut Command, before: &str) -> (Self, u16) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} starts: {error}"));
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let process = Self(child);
        let number = stdout
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| number_after(before, &line))
            .unwrap_or_else(|| panic!("{command:?} prints its number"));
        // A process blocks once a pipe that is not read is full.
        thread::spawn(move || copy(&mut stdout, &mut sink()));
        (process, number)
    }

    /// Starts a program and discards its output.
    pub fn start_quiet(command: &mut Command) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} starts: {error}"));
        Self(child)
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port on the loopback address.
pub fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

fn number_after(before: &str, line: &str) -> Option<u16> {
    let (_, after) = line.split_once(before)?;
    after.trim_end_matches('.').trim().parse().ok()
}
