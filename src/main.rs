//! Reads the command line and calls the library.

use std::process::ExitCode;

use porchlight::commands;
use porchlight::config::cli;
use tokio::runtime::Runtime;

/// mimalloc returns the memory of a password hash (19 MiB) to the system. The default allocator kept it in its heap,
/// which grew with every sign-in.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("porchlight: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (command, config) = cli::read()?;
    let runtime = Runtime::new().map_err(|error| format!("the async runtime cannot start: {error}"))?;
    let result = runtime.block_on(commands::run(command, config));
    // All writes are complete. Image processing on blocking threads is not awaited.
    runtime.shutdown_background();
    result
}
