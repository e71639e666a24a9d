//! The commands of the program.

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

/// The default data folder of the demo.
const DEMO_DATA_DIR: &str = "./data/demo";

/// Runs a command until it ends, or until a signal stops the site.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(command: Command, mut config: Config) -> Result<(), String> {
    config.gallery = command == Command::Demo;
    match command {
        Command::Healthcheck => return healthcheck(&config).await,
        Command::Demo if config.data_dir == Path::new("./data") => config.data_dir = PathBuf::from(DEMO_DATA_DIR),
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
    // Before the start, so that a signal during the start stops the site cleanly as well.
    let stop_signals = StopSignals::listen()?;
    let server = Server::start(config, Clock::System).await?;
    let public_url = server.app.public_url.clone();
    if demo {
        seed::seed(&server.app)
            .await
            .map_err(|error| format!("the demo data cannot be created: {error}"))?;
        println!("{}", seed::sign_in_hint(&public_url));
    }
    let address = match server.listen.address() {
        Some(address) => format!("http://{address}"),
        None => server.listen.to_string(),
    };
    println!("Porchlight listens on {address} and is reached at {public_url}");
    let result = tokio::select! {
        () = stop_signals.received() => Ok(()),
        damage = server.app.db.damage() => Err(damage),
    };
    server.stop().await;
    result
}

/// SIGTERM and SIGINT. A signal is received also if it arrives before [`Self::received`] is called.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn listen() -> Result<Self, String> {
        let listen = |kind| signal(kind).map_err(|error| error.to_string());
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn received(mut self) {
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
    let damaged_files = backup::backup(config, file, &mut |finding| println!("{finding}")).await?;
    println!("The backup was written to {}.", file.display());
    match damaged_files {
        0 => Ok(()),
        _ => Err(format!(
            "the backup was written, but {damaged_files} files are missing or damaged"
        )),
    }
}

async fn run_restore(config: &Config, file: &Path) -> Result<(), String> {
    restore::restore(config, file).await?;
    println!(
        "The backup {} was restored to {}.",
        file.display(),
        config.data_dir.display()
    );
    Ok(())
}

/// Requests `/readyz` of the running site. For the container image, which has no HTTP client.
async fn healthcheck(config: &Config) -> Result<(), String> {
    let listen = &config.listen;
    let unreachable = |error: std::io::Error| format!("{listen} does not answer: {error}");
    let mut stream = listener::connect(listen).await.map_err(unreachable)?;
    let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.map_err(unreachable)?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await.map_err(unreachable)?;
    match response.split(' ').nth(1) {
        Some("200") => Ok(()),
        status => Err(format!("{listen} is not ready: {}", status.unwrap_or("no response"))),
    }
}

/// Installs the global logger.
///
/// # Errors
/// One sentence for the operator that names the setting at fault.
pub fn start_logging(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| format!("PORCHLIGHT_LOG: {error}"))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    let started = match config.log_format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    started.map_err(|error| error.to_string())
}
