//! The site under load, in a process of its own, and what its clients know of it.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use clap::Parser;
use poem::http::StatusCode;
use poem::{EndpointExt, Route, get, handler};
use porchlight::clock::Clock;
use porchlight::commands;
use porchlight::config::{CommandLine, Config, Listen, Networks, Switch};
use porchlight::http::listener;
use porchlight::http::listener::ListenerOptions;
use porchlight::server::Server;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::bulk_data::Crowd;
use crate::fixture::{self, Scene};

/// The argument that makes this program the site.
pub const ROLE: &str = "site";

/// Instead of a crowd: everybody is there already.
const AGAIN: &str = "again";

/// Where an empty handler answers.
pub const EMPTY: &str = "/empty";

/// What the clients are told once the site listens.
#[derive(Deserialize, Serialize)]
struct Opening {
    site: SocketAddr,
    floor: SocketAddr,
    scene: Scene,
}

/// Memory, in kilobytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// What nobody but the site can give up.
    pub own: u64,
    /// That, and the pages of its files that are in memory.
    pub resident: u64,
}

/// The running site.
pub struct Site {
    process: Child,
    /// Closed, it ends the site.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where an empty handler listens, in the same process and behind the same listener.
    pub floor: SocketAddr,
    /// Who is on the stage.
    pub scene: Scene,
}

impl Site {
    /// Starts this program once more as the site, on a core of its own where that is possible, and fills it.
    pub fn start(data: &Path, crowd: Crowd) -> Self {
        Self::run(data, &crowd.to_string())
    }

    /// Starts it on a folder that is filled already.
    pub fn start_again(data: &Path, scene: Scene) -> Self {
        let mut site = Self::run(data, AGAIN);
        site.scene = scene;
        site
    }

    fn run(data: &Path, crowd: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut pinned = Command::new("taskset");
        pinned.args(["-c", "0"]).arg(&program);
        let mut process = Self::launch(pinned, data, crowd)
            .or_else(|_| Self::launch(Command::new(&program), data, crowd))
            .expect("the site starts");
        let orders = process.stdin.take().expect("its input");
        let mut answers = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        answers.read_line(&mut line).expect("its opening");
        let Opening { site, floor, scene } = serde_json::from_str(&line).expect("a readable opening");
        Self {
            process,
            orders: Some(orders),
            answers,
            address: site,
            floor,
            scene,
        }
    }

    fn launch(mut command: Command, data: &Path, crowd: &str) -> std::io::Result<Child> {
        command
            .arg(ROLE)
            .arg(data)
            .arg(crowd)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // It logs as a site does, and nobody reads it.
            .stderr(Stdio::null())
            .spawn()
    }

    /// How much memory it holds, in kilobytes: its own, and with the pages of files that the system keeps in it for as
    /// long as nobody else needs the room.
    pub fn memory(&self) -> Memory {
        let told = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("Linux");
        let number = |name: &str| -> u64 {
            let line = told.lines().find_map(|line| line.strip_prefix(name)).expect(name);
            let number = line.split_whitespace().nth(1).expect("a number");
            number.parse().expect("a number")
        };
        Memory {
            own: number("RssAnon"),
            resident: number("VmRSS"),
        }
    }

    /// Has actions that wait together share a commit, or gives each its own.
    pub fn shares_commits(&mut self, share: bool) {
        let orders = self.orders.as_mut().expect("a running site");
        writeln!(orders, "{share}").expect("an order");
        let mut done = String::new();
        self.answers.read_line(&mut done).expect("its answer");
    }

    /// How long the machine has worked for it so far, in microseconds.
    pub fn work(&self) -> u64 {
        let told = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("Linux");
        let after_name = told.rsplit(')').next().expect("fields");
        let ticks = |field: usize| -> u64 { after_name.split(' ').nth(field).unwrap().parse().unwrap() };
        // Of user and of kernel, in hundredths of a second.
        (ticks(12) + ticks(13)) * 10_000
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.process.wait();
    }
}

/// Is the site, until its clients are gone.
pub fn serve(data: &Path, crowd: &str) {
    let config = config(data);
    commands::start_logging(&config).expect("a log");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (opening, server) = runtime.block_on(async {
        let server = Server::start(config, Clock::System).await.expect("the site starts");
        let opening = Opening {
            site: server.listen.address().expect("a port"),
            floor: floor().await,
            scene: match crowd {
                AGAIN => Scene::default(),
                crowd => scene::set(&server.app, crowd.parse().expect("a crowd")).await,
            },
        };
        (opening, server)
    });
    println!("{}", serde_json::to_string(&opening).expect("JSON"));
    for share in std::io::stdin().lines().map_while(Result::ok) {
        server.app.db.set_group_commit(share == "true");
        println!("done");
    }
    runtime.block_on(server.stop());
}

fn config(data: &Path) -> Config {
    let data = data.display().to_string();
    let database = format!("sqlite://{data}/porchlight.db");
    let flags = [
        ["--listen", "127.0.0.1:0"],
        ["--data", &data],
        ["--database-url", &database],
        ["--public-url", "https://porchlight.test"],
        ["--rate-limits", "off"],
        ["--trusted-proxies", ""],
        ["--log", "info"],
        ["--log-format", "text"],
    ];
    CommandLine::parse_from(["porchlight"].into_iter().chain(flags.into_iter().flatten())).config
}

/// `GET /empty`: what poem and the listener cost by themselves.
#[handler]
fn empty() -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn floor() -> SocketAddr {
    let anywhere = Listen::Tcp(([127, 0, 0, 1], 0).into());
    let (listener, address) = listener::bind(&anywhere).await.expect("a port");
    let door = ListenerOptions::new(Switch::Off, Networks::default(), porchlight::router::timeout);
    let endpoint = Route::new().at(EMPTY, get(empty)).map_to_response().boxed();
    tokio::spawn(listener::serve(listener, endpoint, door, CancellationToken::new()));
    address.address().expect("a port")
}
