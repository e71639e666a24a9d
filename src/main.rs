//! Reads the command line and calls the library.

use std::process::ExitCode;

use porchlight::commands;
use porchlight::config::CommandLine;

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
