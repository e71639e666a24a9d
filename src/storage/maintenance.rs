//! Operations of the maintenance commands: read the files while the site runs, and restore them.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::StreamExt;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::RwLock;

use super::{Files, errors, open_bucket, path};
use crate::config::Config;
use crate::error::Result;

impl Files {
    /// Opens the files for reading, while the site may run: creates and deletes nothing. A missing folder counts as
    /// empty.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn inspect(config: &Config) -> Result<Self, String> {
        let folder = config.data_dir.join("files");
        let store: Arc<dyn ObjectStore> = match &config.storage_url {
            Some(url) => open_bucket(url, config).await?,
            None if !folder.exists() => Arc::new(InMemory::new()),
            None => Arc::new(
                LocalFileSystem::new_with_prefix(&folder)
                    .map_err(|error| format!("PORCHLIGHT_DATA_DIR: {}: {error}", folder.display()))?,
            ),
        };
        Ok(Self {
            store,
            scratch_folder: folder,
            reference_check: OnceLock::new(),
            delete_lock: RwLock::new(()),
        })
    }

    pub async fn is_empty(&self) -> Result<bool> {
        let first = self.store.list(None).next().await;
        first
            .transpose()
            .map(|first| first.is_none())
            .map_err(errors::from_store)
    }

    /// The size of a file in bytes.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotFound`] when it is missing.
    pub async fn size(&self, key: &str, name: &str) -> Result<u64> {
        let file = self.store.head(&path(key, name)).await;
        file.map(|file| file.size).map_err(errors::from_store)
    }

    /// Writes a file of a backup before its row is restored, and replaces an existing one.
    ///
    /// # Errors
    /// [`crate::error::AppError::StorageFull`] when the disk is full.
    pub async fn restore_files(&self, key: &str, name: &str, content: Bytes) -> Result<()> {
        let stored = self.store.put(&path(key, name), content.into()).await;
        stored.map(|_| ()).map_err(errors::from_store)
    }
}
