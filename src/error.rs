//! The errors of use cases. They know no HTTP: `http::response` and `http::middleware::render_errors` map them to
//! responses.

use std::time::Duration;

use i18n::LocalizedMessage;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// The result of a use case.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// It does not exist, or is not visible to the viewer.
    #[error("not found")]
    NotFound,
    /// The viewer is not signed in.
    #[error("sign-in required")]
    SignInRequired,
    /// The e-mail or the password is wrong. Which one is not disclosed, so that accounts cannot be enumerated.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The request is valid but against a rule. The message gives the reason and what to do.
    #[error("refused: {0}")]
    Rejected(LocalizedMessage),
    /// Fields of the input are invalid.
    #[error("invalid input")]
    Invalid(FieldErrors),
    /// The input contradicts stored data.
    #[error("conflict: {0}")]
    Conflict(LocalizedMessage),
    /// Over a rate limit; a retry is possible after this time.
    #[error("over the rate limit, retry in {0:?}")]
    TooMany(Duration),
    /// Too many clients wait for the same work; a retry is safe.
    #[error("busy")]
    Busy,
    /// The database or storage failed. The write may or may not have been committed; retrying is safe.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The disk is full for files; the database still works.
    #[error("no space for files: {0}")]
    StorageFull(String),
    /// A bug or an unexpected state of the system. The cause is only logged, and not shown to the client.
    #[error("unexpected: {0}")]
    Unexpected(String),
}

impl AppError {
    /// Wraps the cause, which is only logged.
    pub fn unexpected(cause: impl std::fmt::Display) -> Self {
        Self::Unexpected(cause.to_string())
    }

    /// [`Self::Invalid`] for one field.
    pub fn field(field: &'static str, message: LocalizedMessage) -> Self {
        Self::Invalid(FieldErrors::new(field, message))
    }
}

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        if is_database_failure(&error) {
            return Self::Unavailable(error.to_string());
        }
        Self::Unexpected(error.to_string())
    }
}

/// Whether the database failed (disk full, I/O error, locked, no connection), and not the statement.
fn is_database_failure(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            cause.as_database_error().is_none_or(|cause| {
                let code = cause.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
                // The low byte of a SQLite result code: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
                matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)
            })
        }
        _ => false,
    }
}

/// Maps the violation of a unique index to an error of the use case.
pub trait OnUnique<T> {
    /// Returns `instead()` if a unique index on `column` (as `table.column`) rejected the row.
    fn on_unique(self, column: &str, instead: impl FnOnce() -> AppError) -> Result<T>;
}

impl<T> OnUnique<T> for Result<T, DbErr> {
    fn on_unique(self, column: &str, instead: impl FnOnce() -> AppError) -> Result<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) if message.contains(column) => instead(),
            _ => error.into(),
        })
    }
}

/// The invalid fields of an input, with a message each.
#[derive(Clone, Debug, Default)]
pub struct FieldErrors(Vec<(&'static str, LocalizedMessage)>);

impl FieldErrors {
    pub fn new(field: &'static str, message: LocalizedMessage) -> Self {
        Self(vec![(field, message)])
    }

    pub fn add(&mut self, field: &'static str, message: LocalizedMessage) {
        self.0.push((field, message));
    }

    /// The parsed value of a field. An error is added, and `None` returned.
    pub fn collect<T>(&mut self, field: &'static str, parsed: Result<T, LocalizedMessage>) -> Option<T> {
        parsed.map_err(|message| self.add(field, message)).ok()
    }

    /// In the order in which the errors were added.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &LocalizedMessage)> {
        self.0.iter().map(|(field, message)| (*field, message))
    }

    /// The message of a field, if it is invalid.
    pub fn get(&self, field: &str) -> Option<&LocalizedMessage> {
        self.iter().find(|(name, _)| *name == field).map(|(_, message)| message)
    }

    /// # Errors
    /// [`AppError::Invalid`] if any field is invalid.
    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.into_error())
        }
    }

    pub fn into_error(self) -> AppError {
        AppError::Invalid(self)
    }
}
