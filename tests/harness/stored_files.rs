//! The stored files of a site, and its sweeper.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use porchlight::entities::Timestamp;
use porchlight::storage::{Files, Store};
use tokio::task::JoinHandle;

use super::Process;

/// The paths of all stored files.
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

/// The storage keys that have files.
pub fn keys(data: &Path) -> BTreeSet<String> {
    let key = |file: &PathBuf| {
        let folder = file.parent().and_then(Path::file_name).expect("a folder");
        folder.to_string_lossy().into_owned()
    };
    files(data).iter().map(key).collect()
}

/// Runs the sweeper with all files past their minimum age, while rows reference these keys.
pub async fn sweep(data: &Path, referenced: BTreeSet<String>) {
    let config = super::config_for(data);
    let store = Store::open(&config).await.expect("the folder opens");
    let files = Files::new(store, move |_| {
        let keys = referenced.iter().cloned().collect();
        Box::pin(async { Ok(keys) })
    });
    files.sweep(Timestamp(i64::MAX)).await.expect("the sweep ends");
}

/// Kills a site repeatedly during uploads. Asserts after each crash that every row has its files, and at the end that
/// there are rows.
///
/// `senders` upload until the process has ended and count the accepted uploads; `keys_of_rows` returns the storage keys
/// that rows reference.
pub async fn assert_survives_crashes(
    mut site: Process,
    data: &Path,
    rounds: usize,
    senders: impl AsyncFn(&Process, usize, Arc<AtomicUsize>) -> Vec<JoinHandle<()>>,
    keys_of_rows: impl AsyncFn(&Path) -> BTreeSet<String>,
) -> Process {
    let mut rows = 0;
    for round in 0..rounds {
        let accepted = Arc::new(AtomicUsize::new(0));
        let senders = senders(&site, round, accepted.clone()).await;
        while accepted.load(Ordering::Relaxed) < 5 + 3 * round {
            tokio::task::yield_now().await;
        }
        site.kill();
        for sender in senders {
            sender.await.expect("a sender ends");
        }

        let referenced = keys_of_rows(data).await;
        assert!(referenced.is_subset(&keys(data)), "a row lacks its files");
        rows = referenced.len();
        site = Process::serve(data);
    }
    assert!(rows > 0);
    site
}
