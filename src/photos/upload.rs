//! Upload of photos. Files are saved in groups before they are processed; a rejected file does not affect the others.

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

/// Of a field that is not a file.
const MAX_FIELD_BYTES: usize = 4_000;

/// The results of one form.
#[derive(Default)]
pub struct UploadedPhotos {
    pub added: Vec<photo::Model>,
    pub rejected: Vec<RejectedFile>,
}

/// Adds the files of a form to a listing that the viewer owns. An `alt` field describes the file that follows it. Other
/// fields are ignored. So are empty files without a name, which browsers send when none was chosen. A file counts
/// against the rate limit from its first byte, even if it is rejected later. Over the limit, nothing is written to
/// disk.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer does not own the listing. Rate limit, lack of disk space and a malformed form
/// end the whole upload; the photos that were added before stay.
pub async fn add_photos(
    app: &App,
    viewer: &Viewer,
    listing_id: ListingId,
    mut form: MultipartBody,
) -> Result<UploadedPhotos> {
    own_listing(&app.db, viewer, listing_id).await?;
    let (mut uploaded, mut saved, mut alt) = (UploadedPhotos::default(), Vec::new(), String::new());
    let open_scratch = || {
        app.rate_limits
            .upload(viewer.id)
            .and_then(|()| app.files.store().scratch())
    };
    while let Some(part) = form.next().await? {
        match part.file_name() {
            Some(name) => {
                let file = part.save(MAX_BYTES, open_scratch).await?;
                saved.push((name, std::mem::take(&mut alt), file));
                if saved.len() == READ_AHEAD {
                    uploaded.add(app, viewer, listing_id, &mut saved).await?;
                }
            }
            None if part.name() == "alt" => alt = part.text(MAX_FIELD_BYTES).await?,
            None => {}
        }
    }
    uploaded.add(app, viewer, listing_id, &mut saved).await?;
    Ok(uploaded)
}

impl UploadedPhotos {
    /// Processes the saved files: name, description and content of each.
    async fn add(
        &mut self,
        app: &App,
        viewer: &Viewer,
        listing_id: ListingId,
        saved: &mut Vec<(String, String, Option<SavedFile>)>,
    ) -> Result<()> {
        for (name, alt, file) in saved.drain(..) {
            let added = add(app, viewer, listing_id, file, &alt).await;
            self.added.extend(accepted(name, added, &mut self.rejected)?);
        }
        Ok(())
    }
}

/// None for an empty file.
async fn add(
    app: &App,
    viewer: &Viewer,
    listing_id: ListingId,
    saved: Option<SavedFile>,
    alt: &str,
) -> Result<Option<photo::Model>> {
    let Some(SavedFile { file, length }) = saved else {
        return Ok(None);
    };
    if length > MAX_BYTES {
        return Err(rejection(ImageError::TooLarge(length, MAX_BYTES)));
    }
    Ok(Some(add_photo(app.context(), viewer, listing_id, file, alt).await?))
}

fn rejection(error: ImageError) -> Error {
    AppError::Rejected(error.message()).into()
}
