//! Files in a folder of the data folder: what a site has unless it is told otherwise.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use object_store::local::LocalFileSystem;

/// What the store puts behind the name of a file that is still being written.
const UNFINISHED: char = '#';

/// Opens a folder, makes it for its owner alone if it is not there, and clears away what was being written when the
/// last process ended.
pub fn open(folder: &Path) -> io::Result<LocalFileSystem> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    clear_unfinished(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?;
    // A row that wants a file is committed after it: the file must be as safe as the row by then.
    Ok(store.with_fsync(true).with_automatic_cleanup(true))
}

fn clear_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            clear_unfinished(&entry.path())?;
        } else if entry.file_name().to_string_lossy().contains(UNFINISHED) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
