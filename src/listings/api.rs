//! Listings in the JSON API.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::api_types::{ListingChangeRequest, ListingResponse, ListingsResponse, NewListingRequest};
use super::filter::FilterInput;
use super::input::{ListingInput, major_units};
use super::{actions, queries};
use crate::accounts::{ApiViewer, MaybeApiViewer, Viewer};
use crate::app::App;
use crate::entities::ListingId;
use crate::error::AppError;
use crate::http::request::json::Body;
use crate::http::response::problem::ApiError;
use crate::photos::queries::photos_of;

#[derive(Tags)]
enum Tag {
    /// Homes for rent.
    Listings,
}

/// Listings in the JSON API.
pub struct ListingsApi;

#[derive(ApiResponse)]
enum ListingCreated {
    /// The listing was created.
    #[oai(status = 201)]
    Created(Json<ListingResponse>),
}

#[OpenApi(tag = "Tag::Listings")]
impl ListingsApi {
    /// Search available listings.
    #[oai(path = "/listings", method = "get", operation_id = "list_listings")]
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each query parameter, as the specification lists them"
    )]
    async fn list_listings(
        &self,
        app: Data<&App>,
        /// Words that must all occur in title, city or description; at most 200 characters.
        q: Query<Option<String>>,
        /// The city; case-insensitive.
        city: Query<Option<String>>,
        /// The lowest monthly rent, in major units such as `1250` or `1250.50`.
        min_price: Query<Option<String>>,
        /// The highest monthly rent, in major units.
        max_price: Query<Option<String>>,
        /// The minimum number of bedrooms.
        beds: Query<Option<String>>,
        /// Available on this day, `YYYY-MM-DD`.
        available_by: Query<Option<String>>,
        /// `newest` (default), `price_asc` or `price_desc`.
        sort: Query<Option<String>>,
        /// The page number, from 1.
        page: Query<Option<String>>,
    ) -> Result<Json<ListingsResponse>, ApiError> {
        let input = FilterInput {
            q: q.0.unwrap_or_default(),
            city: city.0.unwrap_or_default(),
            min_price: min_price.0.unwrap_or_default(),
            max_price: max_price.0.unwrap_or_default(),
            beds: beds.0.unwrap_or_default(),
            available_by: available_by.0.unwrap_or_default(),
            sort: sort.0.unwrap_or_default(),
            page: page.0.unwrap_or_default(),
            after: String::new(),
        };
        let (filter, errors) = input.parse();
        errors.into_result()?;
        let results = queries::search(&app.db, &app.listing_counts, &filter).await?;
        let ids = results.listings.iter().map(|row| row.listing.id).collect();
        let photos = photos_of(&app.db, ids).await?;
        Ok(Json(ListingsResponse {
            listings: results
                .listings
                .iter()
                .map(|row| ListingResponse::new(row, &photos))
                .collect(),
            total: results.total,
            page: results.page,
            pages: results.pages,
        }))
    }

    /// Create a listing.
    #[oai(path = "/listings", method = "post", operation_id = "create_listing")]
    async fn create_listing(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewListingRequest>,
    ) -> Result<ListingCreated, ApiError> {
        let input = new_input(body);
        let listing = actions::create_listing(app.context(), &caller.viewer, &input).await?;
        let body = load_response(&app, Some(&caller.viewer), listing.id).await?;
        Ok(ListingCreated::Created(Json(body)))
    }

    /// Get a listing.
    #[oai(path = "/listings/:id", method = "get", operation_id = "get_listing")]
    async fn get_listing(
        &self,
        app: Data<&App>,
        caller: MaybeApiViewer,
        id: Path<i64>,
    ) -> Result<Json<ListingResponse>, ApiError> {
        Ok(Json(load_response(&app, caller.0.as_ref(), ListingId(id.0)).await?))
    }

    /// Change one of your listings.
    #[oai(path = "/listings/:id", method = "patch", operation_id = "update_listing")]
    async fn update_listing(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        body: Body<ListingChangeRequest>,
    ) -> Result<Json<ListingResponse>, ApiError> {
        let id = ListingId(id.0);
        actions::patch_listing(app.context(), &caller.viewer, id, move |stored| {
            changed_input(stored, &body)
        })
        .await?;
        Ok(Json(load_response(&app, Some(&caller.viewer), id).await?))
    }
}

async fn load_response(app: &App, viewer: Option<&Viewer>, id: ListingId) -> Result<ListingResponse, AppError> {
    let listing = queries::listing_with_owner(&app.db, viewer, id).await?;
    let photos = photos_of(&app.db, vec![id]).await?;
    Ok(ListingResponse::new(&listing, &photos))
}

fn new_input(body: Body<NewListingRequest>) -> ListingInput {
    let defaults = ListingInput::default();
    let price = if body.has("price") {
        major_units(body.value.price)
    } else {
        defaults.price
    };
    let body = body.value;
    ListingInput {
        title: body.title,
        description: body.description,
        city: body.city,
        price,
        currency: body.currency,
        bedrooms: body.bedrooms.map_or(defaults.bedrooms, |number| number.to_string()),
        bathrooms: body.bathrooms.map_or(defaults.bathrooms, |number| number.to_string()),
        area: body.area.map_or(defaults.area, |number| number.to_string()),
        available_from: body.available_from.unwrap_or(defaults.available_from),
        status: body.status.unwrap_or(defaults.status),
    }
}

fn changed_input(stored: ListingInput, body: &Body<ListingChangeRequest>) -> ListingInput {
    let change = body.value.clone();
    let cleared = |field, value: String| if body.is_null(field) { String::new() } else { value };
    ListingInput {
        title: change.title.unwrap_or(stored.title),
        description: change.description.unwrap_or(stored.description),
        city: change.city.unwrap_or(stored.city),
        price: change.price.map_or(stored.price, major_units),
        currency: change.currency.unwrap_or(stored.currency),
        bedrooms: change.bedrooms.map_or(stored.bedrooms, |number| number.to_string()),
        bathrooms: change.bathrooms.map_or(stored.bathrooms, |number| number.to_string()),
        area: change
            .area
            .map_or(cleared("area", stored.area), |number| number.to_string()),
        available_from: change
            .available_from
            .unwrap_or(cleared("availableFrom", stored.available_from)),
        status: change.status.unwrap_or(stored.status),
    }
}
