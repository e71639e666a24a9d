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
    /// Photos of listings.
    Photos,
}

/// Photos in the JSON API.
pub struct PhotosApi;

/// A photo of a listing.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
struct PhotoResponse {
    id: i64,
    /// The id of the listing.
    listing: i64,
    /// Its path on this site; WebP.
    url: String,
    /// In pixels.
    width: i64,
    /// In pixels.
    height: i64,
    /// The description (alt text) by the owner; may be empty.
    alt: String,
}

impl From<&photo::Model> for PhotoResponse {
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
    /// The photos were added after the existing ones.
    #[oai(status = 201)]
    Added(Json<Vec<PhotoResponse>>),
}

/// The changes of a photo. Absent properties keep their values.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[serde(default, rename_all = "camelCase")]
#[oai(rename_all = "camelCase")]
struct PhotoChangeRequest {
    /// The description (alt text), up to 200 characters; may be empty.
    #[oai(validator(max_length = 200), nullable)]
    alt: Option<String>,
    /// The position among the photos of its listing, from 1; the first one is the cover.
    #[oai(nullable)]
    place: Option<usize>,
}

#[derive(ApiResponse)]
enum PhotoDeleted {
    /// The photo and its files were deleted.
    #[oai(status = 204)]
    NoContent,
}

/// Files, each of which may follow what it shows.
struct PhotosFields;

impl MultipartFields for PhotosFields {
    const REQUIRED: &'static [&'static str] = &["photos"];

    fn all() -> Vec<(&'static str, MetaSchema)> {
        let alt = field(
            "string",
            "The description (alt text) of the next file; up to 200 characters",
            None,
        );
        let file = field("string", "JPEG, PNG or WebP", Some("binary"));
        vec![("alt", alt), ("photos", file_list(file))]
    }
}

#[OpenApi(tag = "Tag::Photos")]
impl PhotosApi {
    /// Add photos to one of your listings: JPEG, PNG or WebP, up to 15 MB each, 30 for each listing. When one of them is
    /// rejected, those before it stay.
    #[oai(path = "/listings/:id/photos", method = "post", operation_id = "add_photos")]
    async fn add_photos(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        form: MultipartForm<PhotosFields>,
    ) -> Result<PhotosAdded, ApiError> {
        let uploaded = add_photos(&app, &caller.viewer, ListingId(id.0), form.body).await;
        let uploaded = uploaded.map_err(ApiError::new)?;
        match uploaded.rejected.into_iter().next() {
            Some(RejectedFile { reason, .. }) => Err(AppError::field("photos", reason).into()),
            None if uploaded.added.is_empty() => {
                Err(AppError::field("photos", LocalizedMessage::new(Translator::photo_missing)).into())
            }
            None => Ok(PhotosAdded::Added(Json(
                uploaded.added.iter().map(PhotoResponse::from).collect(),
            ))),
        }
    }

    /// Change the description or the position of one of your photos.
    #[oai(path = "/photos/:id", method = "patch", operation_id = "update_photo")]
    async fn update_photo(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        body: Body<PhotoChangeRequest>,
    ) -> Result<Json<PhotoResponse>, ApiError> {
        let change = PhotoChange {
            alt: body.value.alt,
            position: body.value.place,
        };
        let photo = actions::change_photo(app.context(), &caller.viewer, PhotoId(id.0), change).await?;
        Ok(Json(PhotoResponse::from(&photo)))
    }

    /// Delete one of your photos.
    #[oai(path = "/photos/:id", method = "delete", operation_id = "delete_photo")]
    async fn delete_photo(&self, app: Data<&App>, caller: ApiViewer, id: Path<i64>) -> Result<PhotoDeleted, ApiError> {
        actions::remove_photo(app.context(), &caller.viewer, PhotoId(id.0)).await?;
        Ok(PhotoDeleted::NoContent)
    }
}
