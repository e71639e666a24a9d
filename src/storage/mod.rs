//! Content-addressed storage: files beside the database, under a content key, in a folder or a bucket.
//!
//! Files are written under a temporary name, flushed and renamed before their row is committed, and deleted after it is
//! deleted. A committed row thus never lacks its files. A process that is killed in between leaves files without a row,
//! which the [`sweeper`] deletes. Storage knows no table: the reference check ([`Files::set_reference_check`]) returns
//! the keys that rows refer to.

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

/// Returns those of the given keys that a row refers to.
type ReferenceCheck = Box<dyn Fn(Vec<String>) -> BoxFuture<'static, Result<HashSet<String>>> + Send + Sync>;

/// The most keys of one reference check.
const KEYS_PER_CHECK: usize = 200;

/// The stored files.
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// The folder for temporary files of uploads.
    scratch_folder: PathBuf,
    reference_check: OnceLock<ReferenceCheck>,
    /// Held shared while files are stored and their row is committed, and exclusively while files are deleted. A file
    /// that is stored again is thus not deleted before its new row is committed.
    delete_lock: RwLock<()>,
}

/// The name of a file under its key, and its content.
pub type NamedFile = (String, Bytes);

impl Files {
    /// Opens the folder or bucket of the configuration. Creates the folder if it is missing.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: &Config) -> Result<Self, String> {
        let folder = config.data_dir.join("files");
        let local =
            local::open(&folder).map_err(|error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", folder.display()))?;
        let store: Arc<dyn ObjectStore> = match &config.storage_url {
            Some(url) => open_bucket(url, config).await?,
            None => Arc::new(local),
        };
        Ok(Self {
            store,
            scratch_folder: folder,
            reference_check: OnceLock::new(),
            delete_lock: RwLock::new(()),
        })
    }

    /// Sets the reference check. Only the first one is kept; without one, no file is ever deleted.
    pub fn set_reference_check(
        &self,
        check: impl Fn(Vec<String>) -> BoxFuture<'static, Result<HashSet<String>>> + Send + Sync + 'static,
    ) {
        let _ = self.reference_check.set(Box::new(check));
    }

    /// Creates a temporary file without a name, for an upload. The system deletes it when it is closed, also after a
    /// crash.
    ///
    /// # Errors
    /// [`AppError::StorageFull`] when the disk is full.
    pub fn scratch(&self) -> Result<std::fs::File> {
        tempfile::tempfile_in(&self.scratch_folder).map_err(errors::from_io)
    }

    /// Stores files under a key, then runs `then`, which commits the row that refers to them. Both continue if the
    /// caller is dropped. If either fails, the files are deleted unless another row refers to them. After
    /// [`AppError::Unavailable`] the row may or may not have been committed, so the files stay until the sweeper
    /// checks them.
    ///
    /// # Errors
    /// [`AppError::StorageFull`] when the disk is full, and the errors of `then`.
    pub async fn store_then_commit<T, F>(self: &Arc<Self>, key: &str, files: Vec<NamedFile>, then: F) -> Result<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let (this, key) = (self.clone(), key.to_owned());
        tokio::spawn(async move {
            let result = this.store_and_commit(&key, files, then).await;
            if result
                .as_ref()
                .is_err_and(|error| !matches!(error, AppError::Unavailable(_)))
            {
                this.delete_if_unreferenced(&key).await;
            }
            result
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
        let _shared = self.delete_lock.read().await;
        for (name, bytes) in files {
            let path = path(key, &name);
            // An existing file has the same content and is complete: it was renamed only after it was flushed.
            let existing = self.store.head(&path).await;
            if existing.is_err() {
                self.store.put(&path, bytes.into()).await.map_err(errors::from_store)?;
            }
        }
        then.await
    }

    /// Reads a whole file into memory: for the commands, which hold one at a time.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is missing.
    pub async fn read(&self, key: &str, name: &str) -> Result<Bytes> {
        let file = self.store.get(&path(key, name)).await.map_err(errors::from_store)?;
        file.bytes().await.map_err(errors::from_store)
    }

    /// Deletes the files of a key unless a row refers to it. After an error the files stay for the sweeper.
    pub async fn delete_if_unreferenced(&self, key: &str) {
        if let Err(error) = self.delete_unreferenced(vec![key.to_owned()]).await {
            tracing::warn!(%error, "Unreferenced files could not be deleted; the sweeper tries again.");
        }
    }

    /// Deletes the unreferenced keys whose files were all last written before a time. Returns the number of keys.
    pub async fn sweep(&self, before: Timestamp) -> Result<usize> {
        let old: Vec<String> = self.written_before(before).await?.into_iter().collect();
        let mut deleted = 0;
        for keys in old.chunks(KEYS_PER_CHECK) {
            deleted += self.delete_unreferenced(keys.to_vec()).await?;
        }
        Ok(deleted)
    }

    async fn delete_unreferenced(&self, keys: Vec<String>) -> Result<usize> {
        let reference_check = self
            .reference_check
            .get()
            .ok_or_else(|| AppError::unexpected("storage has no reference check"))?;
        let _exclusive = self.delete_lock.write().await;
        let referenced = reference_check(keys.clone()).await?;
        let mut deleted = 0;
        for key in keys.iter().filter(|key| !referenced.contains(*key)) {
            self.delete(key).await?;
            deleted += 1;
        }
        Ok(deleted)
    }

    async fn delete(&self, key: &str) -> Result<()> {
        let files: Vec<_> = self
            .store
            .list(Some(&folder(key)))
            .map_ok(|file| file.location)
            .try_collect()
            .await
            .map_err(errors::from_store)?;
        for file in files {
            self.store.delete(&file).await.map_err(errors::from_store)?;
        }
        Ok(())
    }

    /// The keys whose files were all last written before a time.
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

/// Opens the bucket and lists it once, so that a wrong setting fails the start and not an upload.
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

/// The folder of a key. Its parent is named by the first two digits of the key, so that no folder becomes very large.
fn folder(key: &str) -> Path {
    Path::from_iter([key.get(..2).unwrap_or_default(), key])
}

fn path(key: &str, name: &str) -> Path {
    folder(key).join(name)
}
