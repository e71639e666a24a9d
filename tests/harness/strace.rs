//! Fault injection in system calls with `strace`: errors and kills. Also traces of system calls.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::Process;

/// An attached `strace` that injects faults until it is dropped.
pub struct FaultInjector(Child);

impl FaultInjector {
    /// Attaches to a site with an expression for `strace -e inject=`, such as `fdatasync:error=EIO:when=1`.
    ///
    /// `None` where strace is missing or not permitted; then it prints a line.
    pub fn inject(site: &Process, expression: &str) -> Option<Self> {
        let mut child = Command::new("strace")
            .args([
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync,pwrite64,rename,renameat2",
            ])
            .args(["-e", &format!("inject={expression}"), "-p", &site.id().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .ok()
            .or_else(|| skipped("strace is missing"))?;
        let mut errors = BufReader::new(child.stderr.take().expect("its errors"));
        let mut first_line = String::new();
        errors.read_line(&mut first_line).expect("a line");
        // strace blocks when nothing reads its pipe.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let injector = Self(child);
        if first_line.contains("attached") {
            return Some(injector);
        }
        skipped(first_line.trim())
    }
}

/// Runs a command on a data folder to its end. Returns its calls of these system calls, one a line, with file names.
///
/// `None` where strace is missing or not permitted.
pub fn trace(data: &Path, arguments: &[&str], calls: &str) -> Option<Vec<String>> {
    may_trace()?;
    let lines = tempfile::NamedTempFile::new().expect("a file");
    let status = Command::new("strace")
        .args(["-f", "-y", "-s", "0", "-e", &format!("trace={calls}"), "-o"])
        .arg(lines.path())
        .arg(env!("CARGO_BIN_EXE_porchlight"))
        .args(arguments)
        .args(["--log", "off", "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("strace runs").success());
    let lines = std::fs::read_to_string(lines.path()).expect("the trace");
    Some(joined(&lines))
}

/// Joins interrupted calls: when threads overlap, strace prints a call as `<unfinished ...>` and its result later as
/// `<... resumed>`.
fn joined(lines: &str) -> Vec<String> {
    const UNFINISHED: &str = " <unfinished ...>";
    let mut all: Vec<String> = Vec::new();
    for line in lines.lines() {
        let resumed = line.split_once("<... ").and_then(|(thread, rest)| {
            let (_, result) = rest.split_once(" resumed>")?;
            let mut calls = all.iter_mut().rev();
            let call = calls.find(|call| call.starts_with(thread) && call.ends_with(UNFINISHED))?;
            Some((call, result))
        });
        match resumed {
            Some((call, result)) => {
                call.truncate(call.len() - UNFINISHED.len());
                call.push_str(result);
            }
            None => all.push(line.to_owned()),
        }
    }
    all
}

#[test]
fn an_unfinished_call_is_joined_with_its_result() {
    let trace =
        "7 pwrite64(9</a-wal>, \"\"..., 32, 0 <unfinished ...>\n8 fsync(5</b>) = 0\n7 <... pwrite64 resumed>) = 32\n";

    let calls = joined(trace);

    assert_eq!(
        calls,
        ["7 pwrite64(9</a-wal>, \"\"..., 32, 0) = 32", "8 fsync(5</b>) = 0"]
    );
}

/// Runs a command on a data folder and kills it at its nth call of these system calls. Returns whether it was killed;
/// `None` where strace is missing or not permitted.
pub fn kill_at(data: &Path, arguments: &[&str], calls: &str, nth: usize) -> Option<bool> {
    may_trace()?;
    let status = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:signal=SIGKILL:when={nth}")])
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
    skipped("strace is missing or not permitted")
}

impl Drop for FaultInjector {
    fn drop(&mut self) {
        // After SIGTERM strace detaches; after SIGKILL the traced process would stay stopped.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// Prints to standard error directly, because the test harness hides the output of passed tests.
fn skipped<T>(reason: &str) -> Option<T> {
    let _ = writeln!(std::io::stderr(), "SKIPPED fault injection: {reason}");
    None
}
