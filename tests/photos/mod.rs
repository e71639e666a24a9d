//! Photos of homes: the owner's forms, who sees them, the API, and what is left on disk.

mod api;
mod arriving;
pub mod bucket;
mod forms;
mod patience;
mod seeing;
mod storage;

use std::path::{Path, PathBuf};

/// The files of photos in a data folder.
pub fn files(data: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![data.join("files")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}
