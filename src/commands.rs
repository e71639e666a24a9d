//! What each command of the program does.

use std::path::{Path, PathBuf};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::clock::Clock;
use crate::config::cli::Command;
use crate::config::{Config, LogFormat};
use crate::demo::seed;
use crate::http::listener;
use crate::maintenance::{backup, restore, verify};
use crate::server::{self, Server};

/// Where the demo keeps its data unless told otherwise.
const DEMO_DATA: &str = "./data/demo";

/// Runs a command to its end.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(command: Command, mut config: Config) -> Result<(), String> {
    config.gallery = command == Command::Demo;
    match command {
        Command::Healthcheck => return healthcheck(&config).await,
        Command::Demo if config.data_dir == Path::new("./data") => config.data_dir = PathBuf::from(DEMO_DATA),
        _ => {}
    }
    start_logging(&config)?;
    match command {
        Command::Migrate => migrate(&config).await,
        Command::Verify { thorough } => verify(&config, thorough).await,
        Command::Backup { file } => run_backup(&config, &file).await,
        Command::Restore { file } => run_restore(&config, &file).await,
        Command::Demo => serve(config, true).await,
        Command::Serve | Command::Healthcheck => serve(config, false).await,
    }
}

async fn serve(config: Config, demo: bool) -> Result<(), String> {
    // Before anything is done that has to be finished: whoever is told to stop while starting stops as well.
    let stopping = Stopping::listen()?;
    let server = Server::start(config, Clock::System).await?;
    let public_url = server.app.public_url.clone();
    if demo {
        seed::seed(&server.app)
            .await
            .map_err(|error| format!("the demo cannot be set up: {error}"))?;
        println!("{}", seed::sign_in_hint(&public_url));
    }
    let address = match server.listen.address() {
        Some(address) => format!("http://{address}"),
        None => server.listen.to_string(),
    };
    println!("Porchlight listens on {address} and is reached at {public_url}");
    let ended = tokio::select! {
        () = stopping.told() => Ok(()),
        damage = server.app.db.damage() => Err(damage),
    };
    server.stop().await;
    ended
}

/// What an operator, or the system, stops a program with. It is heard from the moment this exists.
struct Stopping {
    terminate: Signal,
    interrupt: Signal,
}

impl Stopping {
    fn listen() -> Result<Self, String> {
        let listen = |kind| signal(kind).map_err(|error| error.to_string());
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn told(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

async fn migrate(config: &Config) -> Result<(), String> {
    let (db, _) = server::open(config).await?;
    db.close().await;
    println!("The database is up to date.");
    Ok(())
}

async fn verify(config: &Config, thorough: bool) -> Result<(), String> {
    match verify::verify(config, thorough, &mut |finding| println!("{finding}")).await? {
        0 => {
            println!("Everything is there and fits together.");
            Ok(())
        }
        found => Err(format!("found: {found}")),
    }
}

async fn run_backup(config: &Config, file: &Path) -> Result<(), String> {
    let faults = backup::backup(config, file, &mut |fault| println!("{fault}")).await?;
    println!("The backup is in {}.", file.display());
    match faults {
        0 => Ok(()),
        faults => Err(format!(
            "the backup is made, but of what it should hold {faults} were not as they should be"
        )),
    }
}

async fn run_restore(config: &Config, file: &Path) -> Result<(), String> {
    restore::restore(config, file).await?;
    println!("The site of {} is in {}.", file.display(), config.data_dir.display());
    Ok(())
}

/// Asks the site where it listens; for containers, which have no other program to ask with.
async fn healthcheck(config: &Config) -> Result<(), String> {
    let listen = &config.listen;
    let unreachable = |error: std::io::Error| format!("{listen} does not answer: {error}");
    let mut stream = listener::connect(listen).await.map_err(unreachable)?;
    let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.map_err(unreachable)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.map_err(unreachable)?;
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        status => Err(format!("{listen} is not ready: {}", status.unwrap_or("no answer"))),
    }
}

/// Has everything from here on logged, as the settings say.
///
/// # Errors
/// One sentence for the operator that names the setting at fault.
pub fn start_logging(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| format!("PORCHLIGHT_LOG: {error}"))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    let started = match config.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    started.map_err(|error| error.to_string())
}
