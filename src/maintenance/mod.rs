//! Keeping what people entrusted to a site: looking whether all of it is there, taking it along in one file, and bringing
//! it back. For the operator, from the command line, and in English.

mod archive;
pub mod backup;
mod file_references;
mod progress;
pub mod restore;
pub mod verify;

/// Rows that are read at once.
const PAGE: u64 = 500;
