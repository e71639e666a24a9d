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
    Some(joined(&lines))
}

/// Where one thread asks while another is still being answered, strace tells of the answer in a line of its own: it goes
/// back to its question.
fn joined(lines: &str) -> Vec<String> {
    const UNFINISHED: &str = " <unfinished ...>";
    let mut all: Vec<String> = Vec::new();
    for line in lines.lines() {
        let answer = line.split_once("<... ").and_then(|(thread, answer)| {
            let (_, answer) = answer.split_once(" resumed>")?;
            let mut asked = all.iter_mut().rev();
            let asked = asked.find(|asked| asked.starts_with(thread) && asked.ends_with(UNFINISHED))?;
            Some((asked, answer))
        });
        match answer {
            Some((asked, answer)) => {
                asked.truncate(asked.len() - UNFINISHED.len());
                asked.push_str(answer);
            }
            None => all.push(line.to_owned()),
        }
    }
    all
}

#[test]
fn an_answer_that_was_interrupted_is_told_with_its_question() {
    let told =
        "7 pwrite64(9</a-wal>, \"\"..., 32, 0 <unfinished ...>\n8 fsync(5</b>) = 0\n7 <... pwrite64 resumed>) = 32\n";

    let asked = joined(told);

    assert_eq!(
        asked,
        ["7 pwrite64(9</a-wal>, \"\"..., 32, 0) = 32", "8 fsync(5</b>) = 0"]
    );
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
