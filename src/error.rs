//! What can go wrong, in the words of the rules. No HTTP here: `http::errors` dresses these.

use std::time::Duration;

use i18n::LocalizedMessage;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// The result of a use case.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// What happened instead of what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// It does not exist, or is none of the viewer's business.
    #[error("not found")]
    NotFound,
    /// Only somebody signed in may do this.
    #[error("sign-in required")]
    SignInRequired,
    /// The e-mail or the password is wrong; which of them is not said.
    #[error("wrong credentials")]
    WrongCredentials,
    /// Understood, and against the rules; the sentence says why and what to do.
    #[error("refused: {0}")]
    Refused(LocalizedMessage),
    /// What was typed cannot be taken as it is.
    #[error("invalid input")]
    Invalid(FieldErrors),
    /// It contradicts what is already stored.
    #[error("conflict: {0}")]
    Conflict(LocalizedMessage),
    /// Too often; may be tried again after this long.
    #[error("too many, again in {0:?}")]
    TooMany(Duration),
    /// The database cannot take this just now; nothing was stored for certain, and a retry is safe.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// There is no room for files; what is in the database goes on.
    #[error("no room for files: {0}")]
    NoRoom(String),
    /// A fault of ours. The cause is for the log only.
    #[error("unexpected: {0}")]
    Unexpected(String),
}

impl AppError {
    /// A fault of ours, with the cause for the log.
    pub fn unexpected(cause: impl std::fmt::Display) -> Self {
        Self::Unexpected(cause.to_string())
    }

    /// One field that cannot be taken as it is.
    pub fn field(field: &'static str, message: LocalizedMessage) -> Self {
        Self::Invalid(FieldErrors::new(field, message))
    }
}

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        if is_out_of_service(&error) {
            return Self::Unavailable(error.to_string());
        }
        Self::Unexpected(error.to_string())
    }
}

/// Whether the database itself failed (disk full, I/O error, locked, no connection), rather than our statement.
fn is_out_of_service(error: &DbErr) -> bool {
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

/// Turns a broken uniqueness rule of the schema into the answer the caller expects.
pub trait OnUnique<T> {
    /// `Err(instead)` if a unique index on `column` (as `table.column`) refused the row.
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

/// Every field that cannot be taken as it was typed, with a sentence each.
#[derive(Clone, Debug, Default)]
pub struct FieldErrors(Vec<(&'static str, LocalizedMessage)>);

impl FieldErrors {
    /// What is wrong with one field.
    pub fn new(field: &'static str, message: LocalizedMessage) -> Self {
        Self(vec![(field, message)])
    }

    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: &'static str, message: LocalizedMessage) {
        self.0.push((field, message));
    }

    /// The value of a field if it is right; else notes what is wrong with it.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, LocalizedMessage>) -> Option<T> {
        parsed.map_err(|message| self.add(field, message)).ok()
    }

    /// Each field and its sentence, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &LocalizedMessage)> {
        self.0.iter().map(|(field, message)| (*field, message))
    }

    /// The sentence for a field, if something is wrong with it.
    pub fn get(&self, field: &str) -> Option<&LocalizedMessage> {
        self.iter().find(|(name, _)| *name == field).map(|(_, message)| message)
    }

    /// `Invalid` if anything was noted.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything noted.
    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.into_error())
        }
    }

    /// `Invalid` with everything noted.
    pub fn into_error(self) -> AppError {
        AppError::Invalid(self)
    }
}
