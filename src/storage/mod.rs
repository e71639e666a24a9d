//! Content-addressed storage: files beside the database, under a content key, in a folder or a bucket.
//!
//! Files are written under a temporary name, flushed and renamed before their row is committed, and deleted after it is
//! deleted. A committed row thus never lacks its files. A process that is killed in between leaves files without a row,
//! which the [`sweeper`] deletes. Storage knows no table: the reference check ([`Files::new`]) returns the keys that rows
//! refer to.
//!
//! [`Store`] reads and writes the folder or bucket; [`Files`] adds the order of files and rows.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use tokio::sync::RwLock;

use crate::entities::Timestamp;
use crate::error::{AppError, Result};

#[cfg(feature = "bucket")]
mod bucket;
mod errors;
mod local;
mod store;
mod stream;
pub mod sweeper;

#[cfg(feature = "bucket")]
pub use bucket::encrypt_with_ring;
pub use errors::from_io as io_error;
pub use store::Store;
pub use stream::StoredFile;

/// Returns those of the given keys that a row refers to.
type ReferenceCheck = Box<dyn Fn(Vec<String>) -> BoxFuture<'static, Result<HashSet<String>>> + Send + Sync>;

/// The most keys of one reference check.
const KEYS_PER_CHECK: usize = 200;

/// The files of a running site: each under a key that a row refers to.
pub struct Files {
    store: Store,
    reference_check: ReferenceCheck,
    /// Held shared while files are stored and their row is committed, and exclusively while files are deleted. A file
    /// that is stored again is thus not deleted before its new row is committed.
    delete_lock: RwLock<()>,
}

/// The name of a file under its key, and its content.
pub type NamedFile = (String, Bytes);

impl Files {
    /// `reference_check` returns those of the given keys that a row refers to. All other files may be deleted.
    pub fn new(
        store: Store,
        reference_check: impl Fn(Vec<String>) -> BoxFuture<'static, Result<HashSet<String>>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            store,
            reference_check: Box::new(reference_check),
            delete_lock: RwLock::new(()),
        }
    }

    /// The folder or bucket, for reading.
    pub fn store(&self) -> &Store {
        &self.store
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
            // An existing file has the same content and is complete: it was renamed only after it was flushed.
            if self.store.size(key, &name).await.is_err() {
                self.store.put(key, &name, bytes).await?;
            }
        }
        then.await
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
        let _exclusive = self.delete_lock.write().await;
        let referenced = (self.reference_check)(keys.clone()).await?;
        let mut deleted = 0;
        for key in keys.iter().filter(|key| !referenced.contains(*key)) {
            self.store.delete(key).await?;
            deleted += 1;
        }
        Ok(deleted)
    }

    /// The keys whose files were all last written before a time.
    async fn written_before(&self, before: Timestamp) -> Result<BTreeSet<String>> {
        let (mut old, mut fresh) = (BTreeSet::new(), BTreeSet::new());
        let mut files = self.store.list();
        while let Some(file) = files.next().await {
            let file = file?;
            let Some(key) = file.location.parts().nth(1) else {
                continue;
            };
            let is_old = file.last_modified.timestamp_micros() < before.0;
            if is_old { &mut old } else { &mut fresh }.insert(key.as_ref().to_owned());
        }
        Ok(old.difference(&fresh).cloned().collect())
    }
}
