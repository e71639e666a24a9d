//! The photos themselves, and the forms of their owner.

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
    Ok(shown(&app, &shell, &viewer, false, id, &[]).await?)
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
    let mut arrived = add_photos(&app, &viewer, id, form).await?;
    if arrived.added.is_empty() && arrived.refused.is_empty() {
        arrived.refused.push(RejectedFile {
            name: String::new(),
            why: LocalizedMessage::new(Translator::photo_missing),
        });
    }
    photos(&app, &shell, &viewer, headers, id, &arrived.refused).await
}

/// What a photo shows.
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
            let why = problems.get("alt").cloned();
            let home = queries::photo(&app.db, Some(&viewer), id).await?.photo.listing_id;
            let refused = why.map(|why| RejectedFile { name: alt, why });
            return photos(&app, &shell, &viewer, headers, home, refused.as_slice()).await;
        }
        other => other?,
    };
    photos(&app, &shell, &viewer, headers, photo.listing_id, &[]).await
}

/// Where a photo shall stand, counted from 1.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PositionInput {
    place: usize,
}

/// `POST /photos/{id}/place`
#[handler]
pub async fn arrange(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<PhotoId>,
    Form(PositionInput { place }): Form<PositionInput>,
) -> Result<Response> {
    let change = PhotoChange {
        place: Some(place),
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
    let home = actions::remove_photo(app.context(), &viewer, id).await?;
    photos(&app, &shell, &viewer, headers, home, &[]).await
}

/// The photos of a home after a form: the fragment to htmx, else the page around it.
async fn photos(
    app: &App,
    shell: &Shell,
    viewer: &Viewer,
    headers: &HeaderMap,
    home: ListingId,
    refused: &[RejectedFile],
) -> Result<Response> {
    let fragment = htmx::is_htmx(headers);
    if !fragment && refused.is_empty() {
        return Ok(see_other(urls::listing_photos(home.0)));
    }
    let shown = shown(app, shell, viewer, fragment, home, refused).await?;
    Ok(if refused.is_empty() {
        shown.into_response()
    } else {
        unprocessable(shown)
    })
}

/// The photos by themselves, or on their page.
async fn shown(
    app: &App,
    shell: &Shell,
    viewer: &Viewer,
    fragment: bool,
    home: ListingId,
    refused: &[RejectedFile],
) -> Result<Markup, AppError> {
    let listing = own_listing(&app.db, viewer, home).await?;
    let rows = queries::photos(&app.db, home).await?;
    let (t, shell) = (shell.t(), shell.section(Section::MyListings));
    let all = props::all(home, &listing.title, &rows, refused, t);
    Ok(if fragment {
        views::photos::photos(t, &all)
    } else {
        views::photos::page(&shell, &all)
    })
}

/// How long whoever may see a photo that not everybody may see keeps it, in seconds.
const KEPT_BY_ONE: &str = "private, max-age=600";

/// How long a photo that everybody may see is kept: its address never stands for another one.
const KEPT_BY_ALL: &str = "public, max-age=31536000, immutable";

/// `GET /photos/{id}/{width}.webp`
#[handler]
pub async fn show(
    app: Data<&App>,
    MaybeViewer(viewer): MaybeViewer,
    headers: &HeaderMap,
    Path((id, name)): Path<(PhotoId, String)>,
) -> Result<Response> {
    let wanted = images::named_width(&name).ok_or(AppError::NotFound)?;
    let shown = queries::photo(&app.db, viewer.as_ref(), id).await?;
    let largest = u32::try_from(shown.photo.width).map_err(AppError::unexpected)?;
    let name = images::file_name(images::width_for(wanted, largest));
    let etag = format!("\"{}-{name}\"", &shown.photo.key);
    let mut response = Response::builder()
        .content_type(images::CONTENT_TYPE)
        .header(header::ETAG, &etag)
        .header(
            header::CACHE_CONTROL,
            if shown.public { KEPT_BY_ALL } else { KEPT_BY_ONE },
        )
        .extension(Sandboxed)
        .finish();
    if assets::is_not_modified(headers, &etag) {
        response.set_status(StatusCode::NOT_MODIFIED);
    } else {
        let file = app.files.find(&shown.photo.key, &name).await?;
        stream_file::stream(&mut response, file.length(), file.all());
    }
    Ok(response)
}
