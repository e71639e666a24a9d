//! The folder or bucket that holds the files, without knowledge of rows.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use url::Url;

use super::{errors, local};
use crate::config::Config;
use crate::error::Result;

/// A folder or bucket. A file has a content key and a name under it.
pub struct Store {
    pub(super) objects: Arc<dyn ObjectStore>,
    /// The folder for temporary files of uploads.
    scratch_folder: PathBuf,
}

impl Store {
    /// Opens the folder or bucket of the configuration. Creates the folder if it is missing.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: &Config) -> Result<Self, String> {
        let scratch_folder = config.data_dir.join("files");
        let folder = local::open(&scratch_folder)
            .map_err(|error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", scratch_folder.display()))?;
        let objects: Arc<dyn ObjectStore> = match &config.storage_url {
            Some(url) => open_bucket(url, config).await?,
            None => Arc::new(folder),
        };
        Ok(Self {
            objects,
            scratch_folder,
        })
    }

    /// Opens the files for reading, while the site may run: creates and deletes nothing. A missing folder counts as
    /// empty.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn inspect(config: &Config) -> Result<Self, String> {
        let folder = config.data_dir.join("files");
        let objects: Arc<dyn ObjectStore> = match &config.storage_url {
            Some(url) => open_bucket(url, config).await?,
            None if !folder.exists() => Arc::new(InMemory::new()),
            None => Arc::new(
                LocalFileSystem::new_with_prefix(&folder)
                    .map_err(|error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", folder.display()))?,
            ),
        };
        Ok(Self {
            objects,
            scratch_folder: folder,
        })
    }

    /// Creates a temporary file without a name, for an upload. The system deletes it when it is closed, also after a
    /// crash.
    ///
    /// # Errors
    /// [`AppError::StorageFull`](crate::error::AppError::StorageFull) when the disk is full.
    pub fn scratch(&self) -> Result<std::fs::File> {
        tempfile::tempfile_in(&self.scratch_folder).map_err(errors::from_io)
    }

    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.list().next().await.transpose()?.is_none())
    }

    /// The size of a file in bytes.
    ///
    /// # Errors
    /// [`AppError::NotFound`](crate::error::AppError::NotFound) when it is missing.
    pub async fn size(&self, key: &str, name: &str) -> Result<u64> {
        let file = self.objects.head(&path(key, name)).await;
        file.map(|file| file.size).map_err(errors::from_store)
    }

    /// Reads a whole file into memory: for the commands, which hold one at a time. Requests stream it
    /// ([`Self::stream`]).
    ///
    /// # Errors
    /// [`AppError::NotFound`](crate::error::AppError::NotFound) when it is missing.
    pub async fn read(&self, key: &str, name: &str) -> Result<Bytes> {
        let file = self.objects.get(&path(key, name)).await.map_err(errors::from_store)?;
        file.bytes().await.map_err(errors::from_store)
    }

    /// Writes a file and flushes it, and replaces an existing one.
    ///
    /// # Errors
    /// [`AppError::StorageFull`](crate::error::AppError::StorageFull) when the disk is full.
    pub async fn put(&self, key: &str, name: &str, content: Bytes) -> Result<()> {
        let stored = self.objects.put(&path(key, name), content.into()).await;
        stored.map(|_| ()).map_err(errors::from_store)
    }

    /// Deletes all files of a key.
    pub(super) async fn delete(&self, key: &str) -> Result<()> {
        let files = self.objects.list(Some(&folder(key)));
        let files: Vec<_> = files.try_collect().await.map_err(errors::from_store)?;
        for file in files {
            self.objects.delete(&file.location).await.map_err(errors::from_store)?;
        }
        Ok(())
    }

    pub(super) fn list(&self) -> impl Stream<Item = Result<ObjectMeta>> + Send + Unpin + '_ {
        self.objects.list(None).map_err(errors::from_store)
    }
}

/// Opens the bucket and lists it once, so that a wrong setting fails the start and not an upload.
#[cfg(feature = "bucket")]
async fn open_bucket(url: &Url, config: &Config) -> Result<Arc<dyn ObjectStore>, String> {
    let unreachable = |error: object_store::Error| format!("PORCHLIGHT_STORAGE_URL: {}", in_one_line(&error));
    let bucket = super::bucket::open(url, config).map_err(unreachable)?;
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

pub(super) fn path(key: &str, name: &str) -> Path {
    folder(key).join(name)
}
