//! Faults of the system: what a site asks of it, answered with an error or with death (`strace`).

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::Process;

/// Stands between a site and the system, until it is dropped.
pub struct Tracer(Child);

impl Tracer {
    /// From now on meddles with what a site asks: `fdatasync:error=EIO:when=1`. None, and a line that says so, where there
    /// is no strace or it may not.
    pub fn meddles(site: &Process, with: &str) -> Option<Self> {
        let mut child = Command::new("strace")
            .args([
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync,pwrite64,rename,renameat2",
            ])
            .args(["-e", &format!("inject={with}"), "-p", &site.id().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .ok()
            .or_else(|| skipped("there is no strace"))?;
        let mut errors = BufReader::new(child.stderr.take().expect("its errors"));
        let mut said = String::new();
        errors.read_line(&mut said).expect("a line");
        // What it says later has to go somewhere.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let tracer = Self(child);
        if said.contains("attached") {
            return Some(tracer);
        }
        skipped(said.trim())
    }
}

/// Runs a command on a data folder to its end, and tells what of this it asked the system, with the names of files. None
/// where there is no strace or it may not.
pub fn trace(data: &Path, arguments: &[&str], asked: &str) -> Option<Vec<String>> {
    may_trace()?;
    let lines = tempfile::NamedTempFile::new().expect("a file");
    let status = Command::new("strace")
        .args(["-f", "-y", "-s", "0", "-e", &format!("trace={asked}"), "-o"])
        .arg(lines.path())
        .arg(env!("CARGO_BIN_EXE_porchlight"))
        .args(arguments)
        .args(["--log", "off", "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("strace runs").success());
    let lines = std::fs::read_to_string(lines.path()).expect("what it asked");
    Some(lines.lines().map(str::to_owned).collect())
}

/// Runs a command on a data folder that is killed when it asks the system something for the nth time. Whether it was;
/// none where there is no strace or it may not.
pub fn kill_at(data: &Path, arguments: &[&str], asked: &str, nth: usize) -> Option<bool> {
    may_trace()?;
    let status = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", &format!("trace={asked}")])
        .args(["-e", &format!("inject={asked}:signal=SIGKILL:when={nth}")])
        .arg(env!("CARGO_BIN_EXE_porchlight"))
        .args(arguments)
        .args(["--log", "off", "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    Some(status.expect("strace runs").code() != Some(0))
}

fn may_trace() -> Option<()> {
    let probe = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if probe.is_ok_and(|probe| probe.status.success()) {
        return Some(());
    }
    skipped("there is no strace, or it may not")
}

impl Drop for Tracer {
    fn drop(&mut self) {
        // Told, it lets go of the site; killed, it would leave it standing where it is.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// The tests' output is hidden when they pass: this is not.
fn skipped<T>(why: &str) -> Option<T> {
    let _ = writeln!(std::io::stderr(), "SKIPPED a fault of the system: {why}");
    None
}
