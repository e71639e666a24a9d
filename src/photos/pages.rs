//! Delivery of photos, and the owner's forms.

use i18n::{LocalizedMessage, Translator};
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::{Markup, Section, urls};

use super::actions::{self, PhotoChange};
use super::upload::add_photos;
use super::{props, queries};
use crate::accounts::{MaybeViewer, Viewer};
use crate::app::App;
use crate::entities::{ListingId, PhotoId};
use crate::error::AppError;
use crate::http::middleware::security_headers::Sandboxed;
use crate::http::request::forms::Form;
use crate::http::request::htmx;
use crate::http::request::multipart::MultipartBody;
use crate::http::request::rejected_file::RejectedFile;
use crate::http::response::respond::{see_other, unprocessable};
use crate::http::response::{assets, stream_file};
use crate::images;
use crate::listings::queries::own_listing;
use crate::web::shell::Shell;

/// `GET /listings/{id}/photos`
#[handler]
pub async fn index(app: Data<&App>, shell: Shell, viewer: Viewer, Path(id): Path<ListingId>) -> Result<Markup> {
    Ok(render(&app, &shell, &viewer, false, id, &[]).await?)
}

/// `POST /listings/{id}/photos`, a form with files
#[handler]
pub async fn create(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ListingId>,
    form: MultipartBody,
) -> Result<Response> {
    let mut uploaded = add_photos(&app, &viewer, id, form).await?;
    if uploaded.added.is_empty() && uploaded.rejected.is_empty() {
        uploaded.rejected.push(RejectedFile {
            name: String::new(),
            reason: LocalizedMessage::new(Translator::photo_missing),
        });
    }
    photos(&app, &shell, &viewer, headers, id, &uploaded.rejected).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AltInput {
    alt: String,
}

/// `POST /photos/{id}`
#[handler]
pub async fn describe(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<PhotoId>,
    Form(AltInput { alt }): Form<AltInput>,
) -> Result<Response> {
    let change = PhotoChange {
        alt: Some(alt.clone()),
        ..PhotoChange::default()
    };
    let photo = match actions::change_photo(app.context(), &viewer, id, change).await {
        Err(AppError::Invalid(problems)) => {
            let reason = problems.get("alt").cloned();
            let listing_id = queries::photo(&app.db, Some(&viewer), id).await?.photo.listing_id;
            let rejected = reason.map(|reason| RejectedFile { name: alt, reason });
            return photos(&app, &shell, &viewer, headers, listing_id, rejected.as_slice()).await;
        }
        other => other?,
    };
    photos(&app, &shell, &viewer, headers, photo.listing_id, &[]).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PositionInput {
    /// From 1.
    #[serde(rename = "place")]
    position: usize,
}

/// `POST /photos/{id}/place`
#[handler]
pub async fn arrange(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<PhotoId>,
    Form(PositionInput { position }): Form<PositionInput>,
) -> Result<Response> {
    let change = PhotoChange {
        position: Some(position),
        ..PhotoChange::default()
    };
    let photo = actions::change_photo(app.context(), &viewer, id, change).await?;
    photos(&app, &shell, &viewer, headers, photo.listing_id, &[]).await
}

/// `POST /photos/{id}/removal`
#[handler]
pub async fn remove(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<PhotoId>,
) -> Result<Response> {
    let listing_id = actions::remove_photo(app.context(), &viewer, id).await?;
    photos(&app, &shell, &viewer, headers, listing_id, &[]).await
}

/// The response to a form: for htmx the photos as a fragment, for other clients a redirect or the page with the errors.
async fn photos(
    app: &App,
    shell: &Shell,
    viewer: &Viewer,
    headers: &HeaderMap,
    listing_id: ListingId,
    rejected: &[RejectedFile],
) -> Result<Response> {
    let fragment = htmx::is_htmx(headers);
    if !fragment && rejected.is_empty() {
        return Ok(see_other(urls::listing_photos(listing_id.0)));
    }
    let markup = render(app, shell, viewer, fragment, listing_id, rejected).await?;
    Ok(if rejected.is_empty() {
        markup.into_response()
    } else {
        unprocessable(markup)
    })
}

/// The photos as a fragment, or the whole page.
async fn render(
    app: &App,
    shell: &Shell,
    viewer: &Viewer,
    fragment: bool,
    listing_id: ListingId,
    rejected: &[RejectedFile],
) -> Result<Markup, AppError> {
    let listing = own_listing(&app.db, viewer, listing_id).await?;
    let rows = queries::photos(&app.db, listing_id).await?;
    let (t, shell) = (shell.t(), shell.section(Section::MyListings));
    let photos = props::owner_photos(listing_id, &listing.title, &rows, rejected, t);
    Ok(if fragment {
        views::photos::photos(t, &photos)
    } else {
        views::photos::page(&shell, &photos)
    })
}

/// `Cache-Control` of photos that are not public: browsers validate them at each use (304), so the server checks each
/// time whether the viewer may still see them.
const PRIVATE: &str = "private, no-cache";

/// `Cache-Control` of public photos: one year, because the URL of a photo is never reused.
const PUBLIC: &str = "public, max-age=31536000, immutable";

/// `GET /photos/{id}/{width}.webp`
#[handler]
pub async fn show(
    app: Data<&App>,
    MaybeViewer(viewer): MaybeViewer,
    headers: &HeaderMap,
    Path((id, name)): Path<(PhotoId, String)>,
) -> Result<Response> {
    let requested_width = images::named_width(&name).ok_or(AppError::NotFound)?;
    let row = queries::photo(&app.db, viewer.as_ref(), id).await?;
    let max_width = u32::try_from(row.photo.width).map_err(AppError::unexpected)?;
    let name = images::file_name(images::width_for(requested_width, max_width));
    let etag = format!("\"{}-{name}\"", &row.photo.key);
    let mut response = Response::builder()
        .content_type(images::CONTENT_TYPE)
        .header(header::ETAG, &etag)
        .header(header::CACHE_CONTROL, if row.is_public() { PUBLIC } else { PRIVATE })
        .extension(Sandboxed)
        .finish();
    if assets::is_not_modified(headers, &etag) {
        response.set_status(StatusCode::NOT_MODIFIED);
    } else {
        let file = app.files.store().stream(&row.photo.key, &name).await?;
        stream_file::stream(&mut response, file.length(), file.all());
    }
    Ok(response)
}
