//! The files of a form that were rejected, each with a reason; the others go on.

use i18n::{LocalizedMessage, Translator};
use poem::Result;
use views::uploads::Refused;

use crate::error::AppError;

/// A file that was not taken.
#[derive(Clone, Debug)]
pub struct RejectedFile {
    /// What its sender calls it.
    pub name: String,
    /// Why, and what to do.
    pub why: LocalizedMessage,
}

impl RejectedFile {
    /// What the view says of it.
    pub fn props(&self, t: Translator) -> Refused<'_> {
        Refused {
            name: &self.name,
            why: self.why.translate(t),
        }
    }
}

/// What was made of a file, if anything was: one that is refused is noted under its name and stops no other, and so is
/// one with nothing in it, unless it is only the place where the browser had no file to send.
///
/// # Errors
/// Any error that is no refusal, as it came.
pub fn accepted<T>(name: String, made: Result<Option<T>>, refused: &mut Vec<RejectedFile>) -> Result<Option<T>> {
    let why = match made {
        Ok(None) if !name.is_empty() => LocalizedMessage::new(Translator::picture_empty),
        Err(error) => match error.downcast::<AppError>() {
            Ok(AppError::Refused(why)) => why,
            Ok(other) => return Err(other.into()),
            Err(other) => return Err(other),
        },
        made => return made,
    };
    refused.push(RejectedFile { name, why });
    Ok(None)
}
