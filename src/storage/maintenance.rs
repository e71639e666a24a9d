//! What commands do with the files beside the site: looking at them while it runs, and bringing them back.

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
    /// The files that a site keeps, or would, to list at: nothing is made or cleared away, so it may run meanwhile.
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
            scratch: folder,
            references: OnceLock::new(),
            changes: RwLock::new(()),
        })
    }

    /// Whether there is no file at all.
    ///
    /// # Errors
    /// When the files do not answer.
    pub async fn is_empty(&self) -> Result<bool> {
        let first = self.store.list(None).next().await;
        first
            .transpose()
            .map(|first| first.is_none())
            .map_err(errors::from_store)
    }

    /// How long a file is.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotFound`] when there is none.
    pub async fn size(&self, key: &str, name: &str) -> Result<u64> {
        let found = self.store.head(&path(key, name)).await;
        found.map(|file| file.size).map_err(errors::from_store)
    }

    /// Brings back a file whose row is about to follow, in place of what may be there.
    ///
    /// # Errors
    /// [`crate::error::AppError::NoRoom`] when the disk is full.
    pub async fn restore_files(&self, key: &str, name: &str, content: Bytes) -> Result<()> {
        let stored = self.store.put(&path(key, name), content.into()).await;
        stored.map(|_| ()).map_err(errors::from_store)
    }
}
