//! Streams a file to a client in pieces, so that a slow client occupies the memory of one piece.
//!
//! Between two pieces no file is open or locked. The content key guarantees that pieces belong together, whenever they
//! are read. If the file is deleted in between, the stream ends with an error.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};

use super::errors;
use super::store::{Store, path};
use crate::error::{AppError, Result};

/// The size of a piece in bytes. A shorter file, such as most photos, takes one request to the store.
const PIECE_SIZE: u64 = 128 * 1_024;

/// An existing file, with its length and first piece.
pub struct StoredFile {
    objects: Arc<dyn ObjectStore>,
    path: Path,
    length: u64,
    /// The first piece, which the store returned with the length. Released when the stream begins.
    first_piece: Bytes,
}

impl Store {
    /// Opens a file for streaming.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is missing.
    pub async fn stream(&self, key: &str, name: &str) -> Result<StoredFile> {
        let path = path(key, name);
        let options = GetOptions::new().with_range(Some(0..PIECE_SIZE));
        let response = self
            .objects
            .get_opts(&path, options)
            .await
            .map_err(errors::from_store)?;
        Ok(StoredFile {
            objects: self.objects.clone(),
            path,
            length: response.meta.size,
            first_piece: response.bytes().await.map_err(errors::from_store)?,
        })
    }
}

impl StoredFile {
    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    pub fn all(self) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
        let whole = 0..self.length;
        self.part(whole)
    }

    /// Streams a range of bytes. Each piece is read when it is polled. A piece that is missing or too short is an
    /// error.
    pub fn part(self, range: Range<u64>) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
        stream::try_unfold((self, range), |(mut file, mut range)| async move {
            if range.is_empty() {
                return Ok(None);
            }
            let piece = file.read_piece(&range).await?;
            range.start += piece.len() as u64;
            Ok(Some((piece, (file, range))))
        })
    }

    /// Reads the piece at the start of a range.
    async fn read_piece(&mut self, range: &Range<u64>) -> Result<Bytes> {
        let first = mem::take(&mut self.first_piece);
        let end = range.end.min(first.len() as u64);
        if range.start < end {
            return Ok(first.slice(to_index(range.start)..to_index(end)));
        }
        let piece = range.start..range.end.min(range.start + PIECE_SIZE);
        let length = piece.end - piece.start;
        let bytes = self
            .objects
            .get_range(&self.path, piece)
            .await
            .map_err(errors::from_store)?;
        if bytes.len() as u64 == length {
            Ok(bytes)
        } else {
            Err(AppError::Unavailable(
                "a file has become shorter than its announced length".to_owned(),
            ))
        }
    }
}

/// Offsets within the first piece always fit.
fn to_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
