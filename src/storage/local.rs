//! Storage in a folder of the data folder, which is the default.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use object_store::local::LocalFileSystem;

/// object_store writes to a temporary name with this character, and renames the file when it is complete.
const TEMPORARY_MARK: char = '#';

/// Opens a folder, creates it with mode 0700 if it is missing, and deletes the unfinished files of the last process.
pub fn open(folder: &Path) -> io::Result<LocalFileSystem> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    delete_unfinished(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?;
    // The row is committed after its file, so the file must be as durable as the row by then.
    Ok(store.with_fsync(true).with_automatic_cleanup(true))
}

fn delete_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            delete_unfinished(&entry.path())?;
        } else if entry.file_name().to_string_lossy().contains(TEMPORARY_MARK) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
