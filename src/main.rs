//! Reads the command line and calls the library.

use std::process::ExitCode;

use clap::Parser;
use porchlight::commands;
use porchlight::config::CommandLine;

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { command, config } = CommandLine::parse();
    match commands::run(command.unwrap_or_default(), config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("porchlight: {why}");
            ExitCode::FAILURE
        }
    }
}
