//! A program that runs as long as somebody holds it.

use std::io::{BufRead as _, BufReader, Read as _, copy, sink};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::thread;

pub struct Running(Child);

impl Running {
    /// Starts a program and waits for the line that says the number to reach it by: the one after `before`.
    pub fn start(command: &mut Command, before: &str) -> (Self, u16) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} starts: {error}"));
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let running = Self(child);
        let number = stdout
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| number_after(before, &line))
            .unwrap_or_else(|| panic!("{command:?} says where it is"));
        // Who writes to a pipe that nobody empties stops one day.
        thread::spawn(move || copy(&mut stdout, &mut sink()));
        (running, number)
    }

    /// Starts a program that says nothing.
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

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of this machine, for nobody else.
pub fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

fn number_after(before: &str, line: &str) -> Option<u16> {
    let (_, after) = line.split_once(before)?;
    after.trim_end_matches('.').trim().parse().ok()
}
