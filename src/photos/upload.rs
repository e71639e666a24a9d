//! Photos as they arrive: some are read before the first of them is worked on, and one that is refused stops no other.

use poem::{Error, Result};

use super::actions::add_photo;
use crate::accounts::Viewer;
use crate::app::App;
use crate::entities::{ListingId, photo};
use crate::error::AppError;
use crate::http::request::multipart::{MultipartBody, READ_AHEAD, SavedFile};
use crate::http::request::rejected_file::{RejectedFile, accepted};
use crate::images::{ImageError, MAX_BYTES};
use crate::listings::queries::own_listing;

/// The most bytes of a field that is no file.
const MAX_FIELD_BYTES: usize = 4_000;

/// What became of a form with files.
#[derive(Default)]
pub struct UploadedPhotos {
    /// What was added.
    pub added: Vec<photo::Model>,
    /// What was not.
    pub refused: Vec<RejectedFile>,
}

/// Adds every file of a form to a home of the viewer's, with the `alt` that stands before it. Other fields are dropped,
/// and so are the empty files that browsers send where none was chosen. Each file counts as soon as something of it is
/// there, also when it is refused, so that nothing is written for somebody who has brought too much.
///
/// # Errors
/// [`AppError::NotFound`] when the home is not theirs, and what stops all of them: too many, no room, a broken form.
pub async fn add_photos(
    app: &App,
    viewer: &Viewer,
    home: ListingId,
    mut form: MultipartBody,
) -> Result<UploadedPhotos> {
    own_listing(&app.db, viewer, home).await?;
    let (mut arrived, mut saved, mut alt) = (UploadedPhotos::default(), Vec::new(), String::new());
    let opened = || app.rate_limits.upload(viewer.id).and_then(|()| app.files.scratch());
    while let Some(part) = form.next().await? {
        match part.file_name() {
            Some(name) => {
                let file = part.save(MAX_BYTES, opened).await?;
                saved.push((name, std::mem::take(&mut alt), file));
                if saved.len() == READ_AHEAD {
                    arrived.add(app, viewer, home, &mut saved).await?;
                }
            }
            None if part.name() == "alt" => alt = part.text(MAX_FIELD_BYTES).await?,
            None => {}
        }
    }
    arrived.add(app, viewer, home, &mut saved).await?;
    Ok(arrived)
}

impl UploadedPhotos {
    /// Each has a name and what it shows.
    async fn add(
        &mut self,
        app: &App,
        viewer: &Viewer,
        home: ListingId,
        saved: &mut Vec<(String, String, Option<SavedFile>)>,
    ) -> Result<()> {
        for (name, alt, file) in saved.drain(..) {
            let added = add(app, viewer, home, file, &alt).await;
            self.added.extend(accepted(name, added, &mut self.refused)?);
        }
        Ok(())
    }
}

/// None when there is nothing in the file.
async fn add(
    app: &App,
    viewer: &Viewer,
    home: ListingId,
    saved: Option<SavedFile>,
    alt: &str,
) -> Result<Option<photo::Model>> {
    let Some(SavedFile { file, length }) = saved else {
        return Ok(None);
    };
    if length > MAX_BYTES {
        return Err(refusal(ImageError::TooLarge(length, MAX_BYTES)));
    }
    Ok(Some(add_photo(app.context(), viewer, home, file, alt).await?))
}

fn refusal(error: ImageError) -> Error {
    AppError::Refused(error.message()).into()
}
