//! Rejected files of an upload, each with a reason. A rejected file does not stop the other files of the form.

use i18n::{LocalizedMessage, Translator};
use poem::Result;
use views::uploads::RejectedFileProps;

use crate::error::AppError;

#[derive(Clone, Debug)]
pub struct RejectedFile {
    /// The file name from the form.
    pub name: String,
    /// The reason, and what the viewer can do.
    pub reason: LocalizedMessage,
}

impl RejectedFile {
    pub fn props(&self, t: Translator) -> RejectedFileProps<'_> {
        RejectedFileProps {
            name: &self.name,
            reason: self.reason.translate(t),
        }
    }
}

/// Separates accepted from rejected files: returns the value of an accepted file, and adds a rejected one to
/// `rejected`. An empty file (`Ok(None)`) is rejected too, unless it has no name: a browser sends such a part for an
/// empty file field.
///
/// # Errors
/// Any error except [`AppError::Rejected`].
pub fn accepted<T>(name: String, result: Result<Option<T>>, rejected: &mut Vec<RejectedFile>) -> Result<Option<T>> {
    let reason = match result {
        Ok(None) if !name.is_empty() => LocalizedMessage::new(Translator::picture_empty),
        Err(error) => match error.downcast::<AppError>() {
            Ok(AppError::Rejected(reason)) => reason,
            Ok(other) => return Err(other.into()),
            Err(other) => return Err(other),
        },
        result => return result,
    };
    rejected.push(RejectedFile { name, reason });
    Ok(None)
}
