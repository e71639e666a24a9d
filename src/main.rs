//! Reads the command line and calls the library.

use std::process::ExitCode;

use porchlight::commands;
use porchlight::config::cli;
use tokio::runtime::Runtime;

/// Gives the memory of a password hash (19 MiB) back to the system when it is done; the usual one keeps it in its heap,
/// and grew with every sign-in.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("porchlight: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (command, config) = cli::read()?;
    let runtime = Runtime::new().map_err(|error| format!("no threads to work with: {error}"))?;
    let ended = runtime.block_on(commands::run(command, config));
    // What has to be finished is. A picture that somebody still waits for may take its time, and nobody waits for that.
    runtime.shutdown_background();
    ended
}
