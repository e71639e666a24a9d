//! What a site keeps in its folder of files, and what its sweeper does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use porchlight::entities::Timestamp;
use porchlight::files::Files;

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
    files.wanted_by(move |_| {
        let wanted = wanted.iter().cloned().collect();
        Box::pin(async { Ok(wanted) })
    });
    files.sweep(Timestamp(i64::MAX)).await.expect("it is swept");
}
