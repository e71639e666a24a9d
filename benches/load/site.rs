//! The site under load in its own process, and the handle of the clients to it.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use poem::http::StatusCode;
use poem::{EndpointExt, Route, get, handler};
use porchlight::clock::Clock;
use porchlight::commands;
use porchlight::config::{Config, Listen, Networks, Switch};
use porchlight::http::listener;
use porchlight::http::listener::ListenerOptions;
use porchlight::server::Server;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::bulk_data::BulkData;
use crate::fixture::{self, Fixture};

/// The first argument of this program when it runs as the site.
pub const ROLE: &str = "site";

/// Argument instead of the amount of data: the database is already filled.
const KEEP_DATA: &str = "again";

/// Path of the empty handler.
pub const EMPTY: &str = "/empty";

/// One line of JSON that the site prints once it listens.
#[derive(Deserialize, Serialize)]
struct Ready {
    site: SocketAddr,
    floor: SocketAddr,
    fixture: Fixture,
}

/// Memory, in kilobytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// Anonymous memory (`RssAnon`).
    pub own: u64,
    /// Resident memory (`VmRSS`): the above and resident pages of its files.
    pub resident: u64,
}

/// The running site.
pub struct Site {
    process: Child,
    /// One line a command. Closing it ends the site.
    commands: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
    pub address: SocketAddr,
    /// Baseline: the address of an empty handler in the same process, with the same listener implementation.
    pub floor: SocketAddr,
    pub fixture: Fixture,
}

impl Site {
    /// Starts this program a second time as the site, pinned to core 0 where taskset works, and fills the database.
    pub fn start(data: &Path, bulk: BulkData) -> Self {
        Self::run(data, &bulk.to_string())
    }

    /// Starts it on a data folder that is already filled.
    pub fn restart(data: &Path, fixture: Fixture) -> Self {
        let mut site = Self::run(data, KEEP_DATA);
        site.fixture = fixture;
        site
    }

    fn run(data: &Path, bulk: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut pinned = Command::new("taskset");
        pinned.args(["-c", "0"]).arg(&program);
        let mut process = Self::launch(pinned, data, bulk)
            .or_else(|_| Self::launch(Command::new(&program), data, bulk))
            .expect("the site starts");
        let commands = process.stdin.take().expect("its input");
        let mut replies = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        replies.read_line(&mut line).expect("a first line");
        let Ready { site, floor, fixture } = serde_json::from_str(&line).expect("readable JSON");
        Self {
            process,
            commands: Some(commands),
            replies,
            address: site,
            floor,
            fixture,
        }
    }

    fn launch(mut command: Command, data: &Path, bulk: &str) -> std::io::Result<Child> {
        command
            .arg(ROLE)
            .arg(data)
            .arg(bulk)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Logging is on, as in production; its output is discarded.
            .stderr(Stdio::null())
            .spawn()
    }

    /// Its memory, from `/proc/PID/status`.
    pub fn memory(&self) -> Memory {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("Linux");
        let number = |name: &str| -> u64 {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).expect(name);
            let number = line.split_whitespace().nth(1).expect("a number");
            number.parse().expect("a number")
        };
        Memory {
            own: number("RssAnon"),
            resident: number("VmRSS"),
        }
    }

    /// Switches group commit on or off.
    pub fn set_group_commit(&mut self, on: bool) {
        let commands = self.commands.as_mut().expect("a running site");
        writeln!(commands, "{on}").expect("a command");
        let mut reply = String::new();
        self.replies.read_line(&mut reply).expect("a reply");
    }

    /// CPU time that it has used so far, in microseconds (`man 5 proc_pid_stat`).
    pub fn work(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("Linux");
        let after_name = text.rsplit(')').next().expect("fields");
        let ticks = |field: usize| -> u64 { after_name.split(' ').nth(field).unwrap().parse().unwrap() };
        // User and system time, in clock ticks of 10 ms.
        (ticks(12) + ticks(13)) * 10_000
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.process.wait();
    }
}

/// Runs as the site until standard input is closed.
pub fn serve(data: &Path, bulk: &str) {
    let config = config(data);
    commands::start_logging(&config).expect("a log");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (ready, server) = runtime.block_on(async {
        let server = Server::start(config, Clock::System).await.expect("the site starts");
        let ready = Ready {
            site: server.listen.address().expect("a port"),
            floor: floor().await,
            fixture: match bulk {
                KEEP_DATA => Fixture::default(),
                bulk => fixture::create(&server.app, bulk.parse().expect("an amount of data")).await,
            },
        };
        (ready, server)
    });
    println!("{}", serde_json::to_string(&ready).expect("JSON"));
    for group_commit in std::io::stdin().lines().map_while(Result::ok) {
        server.app.db.set_group_commit(group_commit == "true");
        println!("done");
    }
    runtime.block_on(server.stop());
}

fn config(data: &Path) -> Config {
    Config {
        listen: Listen::Tcp(([127, 0, 0, 1], 0).into()),
        data_dir: data.to_owned(),
        public_url: "https://porchlight.test".parse().ok(),
        rate_limits: Switch::Off,
        ..Config::default()
    }
}

/// `GET /empty`: the cost of poem and the listener alone.
#[handler]
fn empty() -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn floor() -> SocketAddr {
    let any_port = Listen::Tcp(([127, 0, 0, 1], 0).into());
    let (listener, address) = listener::bind(&any_port).await.expect("a port");
    let options = ListenerOptions::new(Switch::Off, Networks::default(), porchlight::router::timeout);
    let endpoint = Route::new().at(EMPTY, get(empty)).map_to_response().boxed();
    tokio::spawn(listener::serve(listener, endpoint, options, CancellationToken::new()));
    address.address().expect("a port")
}
