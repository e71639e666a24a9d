//! Backup, restore and integrity check, as commands for the operator. Their messages are in English only.

mod archive;
pub mod backup;
mod file_references;
mod progress;
pub mod restore;
pub mod verify;

/// Rows per query.
const PAGE: u64 = 500;
