//! Files that the site keeps beside its database, each under a key that names its content.
//!
//! They are written under another name, brought to disk and renamed, and only then is the row committed that wants
//! them; they go after the row has gone. So no row ever lacks its files. What was written for a row that never came
//! (the process was killed between the two) is removed by the [`sweeper`]. Knows no table: whoever holds keys says
//! which of them are references ([`Files::wanted_by`]).

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::RwLock;
use url::Url;

use crate::config::Config;
use crate::entities::Timestamp;
use crate::error::{AppError, Result};

#[cfg(feature = "bucket")]
mod bucket;
mod errors;
mod local;
mod maintenance;
mod stream;
pub mod sweeper;

#[cfg(feature = "bucket")]
pub use bucket::encrypt_with_ring;
pub use errors::from_io as io_error;
pub use stream::StoredFile;

/// Which of these keys some row holds.
type ReferenceCheck = Box<dyn Fn(Vec<String>) -> BoxFuture<'static, Result<HashSet<String>>> + Send + Sync>;

/// Keys that are asked about at once.
const KEYS_AT_ONCE: usize = 200;

/// The files.
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Where what is still arriving waits.
    scratch: PathBuf,
    references: OnceLock<ReferenceCheck>,
    /// Many may keep files at once; whoever removes some is alone, so that nothing goes that is being asked for.
    changes: RwLock<()>,
}

/// One file: its name under its key, and what is in it.
pub type NamedFile = (String, Bytes);

impl Files {
    /// Opens the place that the settings name, and makes it if it is a folder.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: &Config) -> Result<Self, String> {
        let folder = config.data_dir.join("files");
        let local = local::open(&folder).map_err(|error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", folder.display()))?;
        let store: Arc<dyn ObjectStore> = match &config.storage_url {
            Some(url) => open_bucket(url, config).await?,
            None => Arc::new(local),
        };
        Ok(Self {
            store,
            scratch: folder,
            references: OnceLock::new(),
            changes: RwLock::new(()),
        })
    }

    /// Has `references` asked which keys some row holds. The first one stays; without one nothing is ever removed.
    pub fn set_reference_check(
        &self,
        references: impl Fn(Vec<String>) -> BoxFuture<'static, Result<HashSet<String>>> + Send + Sync + 'static,
    ) {
        let _ = self.references.set(Box::new(references));
    }

    /// A file without a name for what is still arriving: whatever happens, it is gone when nobody holds it any more.
    ///
    /// # Errors
    /// When the disk has no room, or does not answer.
    pub fn scratch(&self) -> Result<std::fs::File> {
        tempfile::tempfile_in(&self.scratch).map_err(errors::from_io)
    }

    /// Keeps files under a key, then does what makes them references. Both go on when the caller goes away; when either
    /// fails, nothing is left behind. When nobody knows whether they are references now, because a commit did not end, they
    /// stay until the sweeper knows.
    ///
    /// # Errors
    /// [`AppError::NoRoom`] when the disk is full, and whatever `then` returns.
    pub async fn store_then_commit<T, F>(self: &Arc<Self>, key: &str, files: Vec<NamedFile>, then: F) -> Result<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let (all, key) = (self.clone(), key.to_owned());
        tokio::spawn(async move {
            let kept = all.store_and_commit(&key, files, then).await;
            if kept
                .as_ref()
                .is_err_and(|error| !matches!(error, AppError::Unavailable(_)))
            {
                all.delete_if_unreferenced(&key).await;
            }
            kept
        })
        .await
        .map_err(AppError::unexpected)?
    }

    async fn store_and_commit<T>(
        &self,
        key: &str,
        files: Vec<NamedFile>,
        then: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let _meanwhile = self.changes.read().await;
        for (name, bytes) in files {
            let path = path(key, &name);
            // What is there under this name is the same, and whole: it was renamed only after it was on disk.
            let there = self.store.head(&path).await;
            if there.is_err() {
                self.store.put(&path, bytes.into()).await.map_err(errors::from_store)?;
            }
        }
        then.await
    }

    /// What is in a file, all at once: for the commands, which hold one at a time.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none.
    pub async fn read(&self, key: &str, name: &str) -> Result<Bytes> {
        let found = self.store.get(&path(key, name)).await.map_err(errors::from_store)?;
        found.bytes().await.map_err(errors::from_store)
    }

    /// Removes what is under a key, unless some row still wants it. What cannot be removed now, the sweeper will find.
    pub async fn delete_if_unreferenced(&self, key: &str) {
        if let Err(error) = self.delete_unreferenced(vec![key.to_owned()]).await {
            tracing::warn!(%error, "Files that nothing wants could not be removed yet.");
        }
    }

    /// Removes what was last written before a time and is references by no row. Answers with the number of keys.
    ///
    /// # Errors
    /// When the files or the database do not answer.
    pub async fn sweep(&self, before: Timestamp) -> Result<usize> {
        let old: Vec<String> = self.written_before(before).await?.into_iter().collect();
        let mut removed = 0;
        for keys in old.chunks(KEYS_AT_ONCE) {
            removed += self.delete_unreferenced(keys.to_vec()).await?;
        }
        Ok(removed)
    }

    async fn delete_unreferenced(&self, keys: Vec<String>) -> Result<usize> {
        let references = self
            .references
            .get()
            .ok_or_else(|| AppError::unexpected("nobody knows what is references"))?;
        let _alone = self.changes.write().await;
        let kept = references(keys.clone()).await?;
        let mut removed = 0;
        for key in keys.iter().filter(|key| !kept.contains(*key)) {
            self.remove(key).await?;
            removed += 1;
        }
        Ok(removed)
    }

    async fn remove(&self, key: &str) -> Result<()> {
        let found: Vec<_> = self
            .store
            .list(Some(&folder(key)))
            .map_ok(|file| file.location)
            .try_collect()
            .await
            .map_err(errors::from_store)?;
        for file in found {
            self.store.delete(&file).await.map_err(errors::from_store)?;
        }
        Ok(())
    }

    /// Keys all of whose files are older than a time.
    async fn written_before(&self, before: Timestamp) -> Result<BTreeSet<String>> {
        let (mut old, mut fresh) = (BTreeSet::new(), BTreeSet::new());
        let mut files = self.store.list(None);
        while let Some(file) = files.next().await {
            let file = file.map_err(errors::from_store)?;
            let Some(key) = file.location.parts().nth(1) else {
                continue;
            };
            let is_old = file.last_modified.timestamp_micros() < before.0;
            if is_old { &mut old } else { &mut fresh }.insert(key.as_ref().to_owned());
        }
        Ok(old.difference(&fresh).cloned().collect())
    }
}

/// The bucket that the settings name; asked once, so that what is wrong is said now, and not to whoever adds a photo.
#[cfg(feature = "bucket")]
async fn open_bucket(url: &Url, config: &Config) -> Result<Arc<dyn ObjectStore>, String> {
    let unreachable = |error: object_store::Error| format!("PORCHLIGHT_STORAGE_URL: {}", in_one_line(&error));
    let bucket = bucket::open(url, config).map_err(unreachable)?;
    bucket.list(None).next().await.transpose().map_err(unreachable)?;
    Ok(Arc::new(bucket))
}

#[cfg(not(feature = "bucket"))]
async fn open_bucket(_url: &Url, _config: &Config) -> Result<Arc<dyn ObjectStore>, String> {
    Err("PORCHLIGHT_STORAGE_URL: this program was built without buckets; build it with `--features bucket`".to_owned())
}

#[cfg(feature = "bucket")]
fn in_one_line(error: &object_store::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a key's files are; the folders above hold a few hundred each.
fn folder(key: &str) -> Path {
    Path::from_iter([key.get(..2).unwrap_or_default(), key])
}

fn path(key: &str, name: &str) -> Path {
    folder(key).join(name)
}
