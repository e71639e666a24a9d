//! Maps errors of the disk and the object store to [`AppError`], above all a full disk.

use std::error::Error;
use std::io;

use crate::error::AppError;

/// [`AppError::StorageFull`] for a full disk, quota or file size limit; otherwise [`AppError::Unavailable`].
pub fn from_io(error: io::Error) -> AppError {
    if is_full(&error) {
        AppError::StorageFull(error.to_string())
    } else {
        AppError::Unavailable(error.to_string())
    }
}

/// [`AppError::NotFound`] for a missing file; otherwise as [`from_io`], by the causes of the error.
pub fn from_store(error: object_store::Error) -> AppError {
    match error {
        object_store::Error::NotFound { .. } => AppError::NotFound,
        error if is_caused_by_a_full_disk(&error) => AppError::StorageFull(error.to_string()),
        error => AppError::Unavailable(error.to_string()),
    }
}

fn is_caused_by_a_full_disk(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(is_full) {
            return true;
        }
        cause = error.source();
    }
    false
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}
