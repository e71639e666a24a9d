//! Reads the command line and calls the library.

use std::process::ExitCode;

use porchlight::commands;
use porchlight::config::CommandLine;

/// Gives the memory of a password hash (19 MiB) back to the system when it is done; the usual one keeps it in its heap,
/// and grew with every sign-in.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("porchlight: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let CommandLine { command, config } = CommandLine::read()?;
    commands::run(command.unwrap_or_default(), config).await
}
