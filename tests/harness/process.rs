//! The program as a separate process, for crashes, exit codes and settings.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{Database, DatabaseConnection};

use super::Actor;

/// Upper bound for a process to exit.
const EXIT_TIMEOUT: Duration = Duration::from_secs(20);

/// A running site.
pub struct Process {
    child: Child,
    /// The URL of the site, such as `http://127.0.0.1:40123`.
    pub url: String,
}

impl Process {
    /// The program with these arguments, and an environment of only these variables.
    pub fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_porchlight"));
        command
            .args(arguments)
            .env_clear()
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts the site on a data folder, without rate limits, and waits until it listens.
    pub fn serve(data: &Path) -> Self {
        Self::start("serve", data).0
    }

    /// Starts the site with a file size limit in KiB, which simulates a full disk until [`Process::frees_space`].
    pub fn serve_on_a_small_disk(data: &Path, kib: u32) -> Self {
        // Without the trap, a write beyond the limit sends SIGXFSZ, which ends the process, instead of failing.
        Self::limited("trap '' XFSZ; ulimit -S -f", kib, data)
    }

    /// Starts the site with a soft limit of 64 open files and this hard limit.
    pub fn serve_with_few_descriptors(data: &Path, number: u32) -> Self {
        Self::limited("ulimit -S -n 64; ulimit -H -n", number, data)
    }

    /// Starts the site with a limit of its address space, in KiB.
    pub fn serve_with_little_memory(data: &Path, kib: u32) -> Self {
        Self::limited("ulimit -v", kib, data)
    }

    fn limited(limits: &str, number: u32, data: &Path) -> Self {
        let script = format!("{limits} {number}; exec \"$@\"");
        let mut limited = Command::new("bash");
        limited.args(["-c", &script, "bash", env!("CARGO_BIN_EXE_porchlight"), "serve"]);
        Self::launch(limited, data).0
    }

    /// Lifts the file size limit.
    pub fn frees_space(&self) {
        let process = self.child.id().to_string();
        let lifted = Command::new("prlimit")
            .args(["--pid", &process, "--fsize=unlimited"])
            .status();
        assert!(lifted.expect("prlimit runs").success());
    }

    /// Starts the demo on a data folder; also returns its output before it listened.
    pub fn demo(data: &Path) -> (Self, String) {
        Self::start("demo", data)
    }

    fn start(command: &str, data: &Path) -> (Self, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_porchlight"));
        program.arg(command).env_clear();
        Self::launch(program, data)
    }

    fn launch(mut program: Command, data: &Path) -> (Self, String) {
        let child = program
            .args([
                "--listen",
                "127.0.0.1:0",
                "--rate-limits",
                "off",
                "--log",
                "off",
                "--data",
            ])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut site = Self {
            child: child.expect("the program starts"),
            url: String::new(),
        };
        let output = site.child.stdout.take().expect("its output");
        let mut printed = String::new();
        for line in BufReader::new(output).lines() {
            let line = line.expect("a line");
            if let Some(rest) = line.strip_prefix("Porchlight listens on ") {
                rest.split(' ').next().unwrap_or(rest).clone_into(&mut site.url);
                return (site, printed);
            }
            printed += &line;
            printed.push('\n');
        }
        panic!("it printed no address, but: {printed}");
    }

    /// Signs up a person with this name.
    pub async fn person(&self, name: &str) -> Actor {
        Actor::sign_up(self.url.clone(), name).await
    }

    /// Its peak resident memory, in bytes.
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM:") * 1024
    }

    pub fn threads(&self) -> u64 {
        self.status("Threads:")
    }

    /// A number from `/proc/PID/status` (`man 5 proc_pid_status`).
    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.expect("a number")
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it exits by itself or is killed by a fault injector.
    pub fn wait_for_exit(mut self) -> ExitStatus {
        wait(&mut self.child)
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// Sends SIGTERM; returns the exit status.
    pub fn terminate(mut self) -> ExitStatus {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill runs").success());
        wait(&mut self.child)
    }

    /// Runs a command on a data folder to its end; returns exit status, standard output and standard error.
    pub fn on(data: &Path, arguments: &[&str]) -> (ExitStatus, String, String) {
        let data = data.display().to_string();
        let variables = [
            ("PORCHLIGHT_DATA_DIR", data.as_str()),
            ("PORCHLIGHT_LISTEN", "127.0.0.1:0"),
            ("PORCHLIGHT_LOG", "off"),
        ];
        let output = Self::command(arguments, &variables).output().expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("readable output");
        (output.status, text(output.stdout), text(output.stderr))
    }

    /// Runs a command to its end; returns exit status and standard error.
    pub fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (ExitStatus, String) {
        let mut child = Self::command(arguments, variables).spawn().expect("the program starts");
        let status = wait(&mut child);
        let mut errors = String::new();
        let mut pipe = child.stderr.take().expect("its errors");
        pipe.read_to_string(&mut errors).expect("readable errors");
        (status, errors)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A failed test must not leave the process running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + EXIT_TIMEOUT;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().expect("a status") {
            return status;
        }
        // A process exits in real time, which the test clock does not control.
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    panic!("it did not exit within {EXIT_TIMEOUT:?}");
}

/// Opens a copy of the database in a data folder, so that the original stays untouched.
pub async fn database_of(data: &Path, copy: &Path) -> DatabaseConnection {
    for name in ["porchlight.db", "porchlight.db-wal"] {
        let from = data.join(name);
        if from.exists() {
            std::fs::copy(from, copy.join(name)).expect("a copy");
        }
    }
    let url = format!("sqlite://{}", copy.join("porchlight.db").display());
    Database::connect(url).await.expect("the copy opens")
}
