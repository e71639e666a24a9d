//! Photos in the JSON API.

use i18n::{LocalizedMessage, Translator};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::registry::MetaSchema;
use poem_openapi::{ApiResponse, Object, OpenApi, Tags};
use serde::Deserialize;
use views::urls;

use super::actions::{self, PhotoChange};
use super::upload::add_photos;
use crate::accounts::ApiViewer;
use crate::app::App;
use crate::entities::{ListingId, PhotoId, photo};
use crate::error::AppError;
use crate::http::request::json::Body;
use crate::http::request::rejected_file::RejectedFile;
use crate::http::response::multipart_schema::{MultipartFields, MultipartForm, field, file_list};
use crate::http::response::problem::ApiError;

#[derive(Tags)]
enum Tag {
    /// What homes look like.
    Photos,
}

/// Photos in the JSON API.
pub struct PhotosApi;

/// A photo of a home.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
struct PhotoBody {
    id: i64,
    /// The listing's id.
    listing: i64,
    /// Its path on this site; WebP.
    url: String,
    /// In pixels.
    width: i64,
    /// In pixels.
    height: i64,
    /// What it shows, in the owner's words; empty until they have said.
    alt: String,
}

impl From<&photo::Model> for PhotoBody {
    fn from(row: &photo::Model) -> Self {
        Self {
            id: row.id.0,
            listing: row.listing_id.0,
            url: url(row.id),
            width: row.width,
            height: row.height,
            alt: row.alt.clone(),
        }
    }
}

/// Where a photo is, at its largest.
pub fn url(id: PhotoId) -> String {
    let [.., largest] = urls::PHOTO_WIDTHS;
    urls::photo(id.0, largest)
}

#[derive(ApiResponse)]
enum PhotosAdded {
    /// All of them are photos of the home now, behind those it had.
    #[oai(status = 201)]
    Added(Json<Vec<PhotoBody>>),
}

/// What of a photo is to be another: what is not there stays.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[serde(default, rename_all = "camelCase")]
#[oai(rename_all = "camelCase")]
struct PhotoChangeBody {
    /// What it shows, up to 200 characters; empty to say nothing.
    #[oai(validator(max_length = 200), nullable)]
    alt: Option<String>,
    /// Its place among the photos of its home, counted from 1: the first one is the cover.
    #[oai(nullable)]
    place: Option<usize>,
}

#[derive(ApiResponse)]
enum PhotoDeleted {
    /// It is gone, and so are its files.
    #[oai(status = 204)]
    NoContent,
}

/// Files, each of which may follow what it shows.
struct PhotosFields;

impl MultipartFields for PhotosFields {
    const REQUIRED: &'static [&'static str] = &["photos"];

    fn all() -> Vec<(&'static str, MetaSchema)> {
        let alt = field("string", "What the file behind it shows; up to 200 characters", None);
        let file = field("string", "JPEG, PNG or WebP", Some("binary"));
        vec![("alt", alt), ("photos", file_list(file))]
    }
}

#[OpenApi(tag = "Tag::Photos")]
impl PhotosApi {
    /// Add photos to a home of yours: JPEG, PNG or WebP, up to 15 MB each, 30 a home. When one of them is refused, those
    /// before it stay.
    #[oai(path = "/listings/:id/photos", method = "post", operation_id = "add_photos")]
    async fn add_photos(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        form: MultipartForm<PhotosFields>,
    ) -> Result<PhotosAdded, ApiError> {
        let arrived = add_photos(&app, &caller.viewer, ListingId(id.0), form.upload).await;
        let arrived = arrived.map_err(ApiError::new)?;
        match arrived.refused.into_iter().next() {
            Some(RejectedFile { why, .. }) => Err(AppError::field("photos", why).into()),
            None if arrived.added.is_empty() => {
                Err(AppError::field("photos", LocalizedMessage::new(Translator::photo_missing)).into())
            }
            None => Ok(PhotosAdded::Added(Json(
                arrived.added.iter().map(PhotoBody::from).collect(),
            ))),
        }
    }

    /// Say what a photo of yours shows, and give it another place.
    #[oai(path = "/photos/:id", method = "patch", operation_id = "update_photo")]
    async fn update_photo(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        body: Body<PhotoChangeBody>,
    ) -> Result<Json<PhotoBody>, ApiError> {
        let change = PhotoChange {
            alt: body.value.alt,
            place: body.value.place,
        };
        let photo = actions::change_photo(app.context(), &caller.viewer, PhotoId(id.0), change).await?;
        Ok(Json(PhotoBody::from(&photo)))
    }

    /// Remove a photo of yours.
    #[oai(path = "/photos/:id", method = "delete", operation_id = "delete_photo")]
    async fn delete_photo(&self, app: Data<&App>, caller: ApiViewer, id: Path<i64>) -> Result<PhotoDeleted, ApiError> {
        actions::remove_photo(app.context(), &caller.viewer, PhotoId(id.0)).await?;
        Ok(PhotoDeleted::NoContent)
    }
}
