//! The `limit` parameter of paged lists in the JSON API.

use i18n::LocalizedMessage;

use crate::error::{AppError, Result};

/// The number of items of a page: `limit`, or `default` without one.
///
/// # Errors
/// [`AppError::Invalid`] when it is not between 1 and `most`.
pub fn checked_limit(limit: Option<i64>, default: u64, most: u64) -> Result<u64> {
    limit
        .map_or(Some(default), |limit| u64::try_from(limit).ok())
        .filter(|limit| (1..=most).contains(limit))
        .ok_or_else(|| {
            let reason = LocalizedMessage::english(format!("must be between 1 and {most}"));
            AppError::field("limit", reason)
        })
}
