//! Files as they are sent to somebody: a piece at a time, so that whoever reads slowly has us hold a piece, and never all.
//!
//! No file is held open meanwhile, and none is locked. What is under a key is its content, so pieces of it belong together
//! whenever they are read; and what is removed in the middle is gone for whoever is still reading it, as it is for others.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};

use super::{Files, errors, path};
use crate::error::{AppError, Result};

/// How much is read at once. What is no longer than that takes one question to the store, as a photo mostly does.
const PIECE: u64 = 128 * 1_024;

/// A file to be sent.
pub struct StoredFile {
    store: Arc<dyn ObjectStore>,
    path: Path,
    length: u64,
    /// Came with the length. Let go as soon as the reading has begun.
    first: Bytes,
}

impl Files {
    /// Finds a file to be sent.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none.
    pub async fn find(&self, key: &str, name: &str) -> Result<StoredFile> {
        let path = path(key, name);
        let beginning = GetOptions::new().with_range(Some(0..PIECE));
        let found = self
            .store
            .get_opts(&path, beginning)
            .await
            .map_err(errors::from_store)?;
        Ok(StoredFile {
            store: self.store.clone(),
            path,
            length: found.meta.size,
            first: found.bytes().await.map_err(errors::from_store)?,
        })
    }
}

impl StoredFile {
    /// How long it is.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// All of it.
    pub fn all(self) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
        let all = 0..self.length;
        self.part(all)
    }

    /// A part of it. Each piece is read when it is asked for; one that cannot be read, or not whole, is an error.
    pub fn part(self, part: Range<u64>) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
        stream::try_unfold((self, part), |(mut file, mut part)| async move {
            if part.is_empty() {
                return Ok(None);
            }
            let piece = file.piece(&part).await?;
            part.start += piece.len() as u64;
            Ok(Some((piece, (file, part))))
        })
    }

    /// What a part begins with.
    async fn piece(&mut self, part: &Range<u64>) -> Result<Bytes> {
        let first = mem::take(&mut self.first);
        let end = part.end.min(first.len() as u64);
        if part.start < end {
            return Ok(first.slice(place(part.start)..place(end)));
        }
        let piece = part.start..part.end.min(part.start + PIECE);
        let length = piece.end - piece.start;
        let read = self
            .store
            .get_range(&self.path, piece)
            .await
            .map_err(errors::from_store)?;
        if read.len() as u64 == length {
            Ok(read)
        } else {
            Err(AppError::Unavailable("a file is shorter than it was".to_owned()))
        }
    }
}

/// A place within the first piece, which is in memory.
fn place(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
