//! What an error of the disk or the store means: most of all, whether there is no room left.

use std::error::Error;
use std::io;

use crate::error::AppError;

/// What a failed write to a file means.
pub fn from_io(error: io::Error) -> AppError {
    if is_full(&error) {
        AppError::NoRoom(error.to_string())
    } else {
        AppError::Unavailable(error.to_string())
    }
}

/// What an error of the store means.
pub fn from_store(error: object_store::Error) -> AppError {
    match error {
        object_store::Error::NotFound { .. } => AppError::NotFound,
        error if is_caused_by_a_full_disk(&error) => AppError::NoRoom(error.to_string()),
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
