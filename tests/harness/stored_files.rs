//! What a site keeps in its folder of files, and what its sweeper does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use porchlight::entities::Timestamp;
use porchlight::storage::Files;
use tokio::task::JoinHandle;

use super::Process;

/// Every file in it.
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

/// The keys that have files.
pub fn keys(data: &Path) -> BTreeSet<String> {
    let key = |file: &PathBuf| {
        let folder = file.parent().and_then(Path::file_name).expect("a folder");
        folder.to_string_lossy().into_owned()
    };
    files(data).iter().map(key).collect()
}

/// What the sweeper does a day later, while rows want these keys.
pub async fn sweep(data: &Path, wanted: BTreeSet<String>) {
    let config = super::config_for(data);
    let files = Files::open(&config).await.expect("the folder opens");
    files.set_reference_check(move |_| {
        let wanted = wanted.iter().cloned().collect();
        Box::pin(async { Ok(wanted) })
    });
    files.sweep(Timestamp(i64::MAX)).await.expect("it is swept");
}

/// Kills a site so many times while files arrive; each time, no row is without its files. Some of them were taken.
///
/// `senders` send until the site is gone, and count what was taken; `keys_of_rows` tells which files the rows want.
pub async fn outlives_kills(
    mut site: Process,
    data: &Path,
    rounds: usize,
    senders: impl AsyncFn(&Process, usize, Arc<AtomicUsize>) -> Vec<JoinHandle<()>>,
    keys_of_rows: impl AsyncFn(&Path) -> BTreeSet<String>,
) -> Process {
    let mut rows = 0;
    for round in 0..rounds {
        let taken = Arc::new(AtomicUsize::new(0));
        let senders = senders(&site, round, taken.clone()).await;
        while taken.load(Ordering::Relaxed) < 5 + 3 * round {
            tokio::task::yield_now().await;
        }
        site.kill();
        for sender in senders {
            sender.await.expect("a sender ends");
        }

        let wanted = keys_of_rows(data).await;
        assert!(wanted.is_subset(&keys(data)), "a row lacks its files");
        rows = wanted.len();
        site = Process::serve(data);
    }
    assert!(rows > 0);
    site
}
