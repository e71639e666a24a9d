//! Listings in the JSON API.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, Tags};
use serde::Deserialize;
use views::fmt::rfc3339;

use super::draft::{ListingDraft, major_units};
use super::filter::FilterDraft;
use super::queries::Offer;
use super::{actions, present, queries};
use crate::accounts::api::PersonBody;
use crate::accounts::{ApiViewer, MaybeApiViewer};
use crate::app::App;
use crate::entities::ListingId;
use crate::entities::listing::ListingStatus;
use crate::http::json::Body;
use crate::http::problem::ApiError;

#[derive(Tags)]
enum Tag {
    /// Homes that owners offer.
    Listings,
}

/// Listings in the JSON API.
pub struct ListingsApi;

/// Where a listing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
enum StatusWord {
    Draft,
    Available,
    Let,
    Archived,
}

impl From<ListingStatus> for StatusWord {
    fn from(status: ListingStatus) -> Self {
        match status {
            ListingStatus::Draft => Self::Draft,
            ListingStatus::Available => Self::Available,
            ListingStatus::Let => Self::Let,
            ListingStatus::Archived => Self::Archived,
        }
    }
}

/// A home an owner offers.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
struct ListingBody {
    id: i64,
    title: String,
    description: String,
    city: String,
    /// Rent a month in minor units: 125000 is 1,250.00.
    price: i64,
    /// An ISO 4217 code.
    currency: String,
    /// 0 is a studio.
    bedrooms: i64,
    bathrooms: i64,
    /// Square metres, if known.
    #[oai(nullable)]
    area: Option<i64>,
    /// `YYYY-MM-DD`; null means now.
    #[oai(nullable)]
    available_from: Option<String>,
    status: StatusWord,
    owner: PersonBody,
    /// Pictures, by their path on this site.
    photos: Vec<String>,
    /// RFC 3339, UTC, with milliseconds.
    created_at: String,
    /// RFC 3339, UTC, with milliseconds.
    updated_at: String,
}

impl From<&Offer> for ListingBody {
    fn from(Offer { listing, owner }: &Offer) -> Self {
        Self {
            id: listing.id.0,
            title: listing.title.clone(),
            description: listing.description.clone(),
            city: listing.city.clone(),
            price: listing.price,
            currency: listing.currency.clone(),
            bedrooms: listing.bedrooms,
            bathrooms: listing.bathrooms,
            area: listing.area,
            available_from: listing.available_from.clone(),
            status: listing.status.into(),
            owner: owner.into(),
            photos: vec![present::picture(listing.id).0.to_owned()],
            created_at: rfc3339(listing.created_at.0),
            updated_at: rfc3339(listing.updated_at.0),
        }
    }
}

/// One page of listings.
#[derive(Clone, Debug, Object)]
struct ListingsBody {
    listings: Vec<ListingBody>,
    /// How many there are on all pages.
    total: u64,
    /// Which page this is, from 1.
    page: u64,
    /// How many pages there are.
    pages: u64,
}

/// A new listing.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
struct NewListingBody {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    title: String,
    /// Up to 10,000 characters.
    #[oai(validator(max_length = 10_000))]
    description: String,
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    city: String,
    /// Rent a month in minor units: 0 to 10,000,000,000.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    price: i64,
    /// An ISO 4217 code.
    #[oai(validator(pattern = "^[A-Za-z]{3}$"))]
    currency: String,
    /// 0 (a studio) to 99; 1 when left out.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    bedrooms: Option<i64>,
    /// 0 to 99; 1 when left out.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    bathrooms: Option<i64>,
    /// Square metres.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")), nullable)]
    area: Option<i64>,
    /// `YYYY-MM-DD`; now when left out.
    #[oai(validator(pattern = r"^\d{4}-\d{2}-\d{2}$"), nullable)]
    available_from: Option<String>,
    /// `draft`, `available` (when left out), `let` or `archived`.
    #[oai(validator(pattern = "^(draft|available|let|archived)$"), nullable)]
    status: Option<String>,
}

impl Example for NewListingBody {
    fn example() -> Self {
        Self {
            title: "Two bedrooms above the canal".to_owned(),
            description: "The second floor of a brick house from 1898.".to_owned(),
            city: "Ghent".to_owned(),
            price: 115_000,
            currency: "EUR".to_owned(),
            bedrooms: Some(2),
            bathrooms: Some(1),
            area: Some(78),
            available_from: Some("2027-02-01".to_owned()),
            status: Some("available".to_owned()),
        }
    }
}

/// What changes in a listing; what is left out stays as it is.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
struct ListingChangeBody {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120), nullable)]
    title: Option<String>,
    /// Up to 10,000 characters.
    #[oai(validator(max_length = 10_000), nullable)]
    description: Option<String>,
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120), nullable)]
    city: Option<String>,
    /// Rent a month in minor units: 0 to 10,000,000,000.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")), nullable)]
    price: Option<i64>,
    /// An ISO 4217 code.
    #[oai(validator(pattern = "^[A-Za-z]{3}$"), nullable)]
    currency: Option<String>,
    /// 0 (a studio) to 99.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    bedrooms: Option<i64>,
    /// 0 to 99.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    bathrooms: Option<i64>,
    /// Square metres; null forgets it.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")), nullable)]
    area: Option<i64>,
    /// `YYYY-MM-DD`; null means now.
    #[oai(validator(pattern = r"^\d{4}-\d{2}-\d{2}$"), nullable)]
    available_from: Option<String>,
    /// `draft`, `available`, `let` or `archived`.
    #[oai(validator(pattern = "^(draft|available|let|archived)$"), nullable)]
    status: Option<String>,
}

impl Example for ListingChangeBody {
    fn example() -> Self {
        Self {
            price: Some(109_500),
            status: Some("let".to_owned()),
            ..Self::default()
        }
    }
}

#[derive(ApiResponse)]
enum ListingCreated {
    /// The home is listed.
    #[oai(status = 201)]
    Created(Json<ListingBody>),
}

#[OpenApi(tag = "Tag::Listings")]
impl ListingsApi {
    /// Available homes.
    #[oai(path = "/listings", method = "get", operation_id = "list_listings")]
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each field of the query, as the specification lists them"
    )]
    async fn list_listings(
        &self,
        app: Data<&App>,
        /// Words that all appear in title, city or description.
        q: Query<Option<String>>,
        /// The city, without regard to case.
        city: Query<Option<String>>,
        /// The lowest rent, in major units such as `1250` or `1250.50`.
        min_price: Query<Option<String>>,
        /// The highest rent, in major units.
        max_price: Query<Option<String>>,
        /// At least so many bedrooms.
        beds: Query<Option<String>>,
        /// Free on this day, `YYYY-MM-DD`.
        available_by: Query<Option<String>>,
        /// `newest` (when left out), `price_asc` or `price_desc`.
        sort: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<String>>,
    ) -> Result<Json<ListingsBody>, ApiError> {
        let draft = FilterDraft {
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
        let (filter, problems) = draft.parse();
        problems.into_result()?;
        let found = queries::search(&app.db, &filter).await?;
        Ok(Json(ListingsBody {
            listings: found.offers.iter().map(ListingBody::from).collect(),
            total: found.total,
            page: found.page,
            pages: found.pages,
        }))
    }

    /// List a home.
    #[oai(path = "/listings", method = "post", operation_id = "create_listing")]
    async fn create_listing(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        body: Body<NewListingBody>,
    ) -> Result<ListingCreated, ApiError> {
        let draft = new_draft(body);
        let listing = actions::create_listing(app.context(), &caller.viewer, &draft).await?;
        let offer = queries::offer(&app.db, Some(&caller.viewer), listing.id).await?;
        Ok(ListingCreated::Created(Json((&offer).into())))
    }

    /// One home.
    #[oai(path = "/listings/:id", method = "get", operation_id = "get_listing")]
    async fn get_listing(
        &self,
        app: Data<&App>,
        caller: MaybeApiViewer,
        id: Path<i64>,
    ) -> Result<Json<ListingBody>, ApiError> {
        let offer = queries::offer(&app.db, caller.0.as_ref(), ListingId(id.0)).await?;
        Ok(Json((&offer).into()))
    }

    /// Change a home of yours.
    #[oai(path = "/listings/:id", method = "patch", operation_id = "update_listing")]
    async fn update_listing(
        &self,
        app: Data<&App>,
        caller: ApiViewer,
        id: Path<i64>,
        body: Body<ListingChangeBody>,
    ) -> Result<Json<ListingBody>, ApiError> {
        let id = ListingId(id.0);
        let listing = queries::own_listing(&app.db, &caller.viewer, id).await?;
        let draft = changed_draft(ListingDraft::from(&listing), &body);
        actions::update_listing(app.context(), &caller.viewer, id, &draft).await?;
        let offer = queries::offer(&app.db, Some(&caller.viewer), id).await?;
        Ok(Json((&offer).into()))
    }
}

fn new_draft(body: Body<NewListingBody>) -> ListingDraft {
    let usual = ListingDraft::default();
    let price = if body.has("price") {
        major_units(body.value.price)
    } else {
        usual.price
    };
    let body = body.value;
    ListingDraft {
        title: body.title,
        description: body.description,
        city: body.city,
        price,
        currency: body.currency,
        bedrooms: body.bedrooms.map_or(usual.bedrooms, |number| number.to_string()),
        bathrooms: body.bathrooms.map_or(usual.bathrooms, |number| number.to_string()),
        area: body.area.map_or(usual.area, |number| number.to_string()),
        available_from: body.available_from.unwrap_or(usual.available_from),
        status: body.status.unwrap_or(usual.status),
    }
}

fn changed_draft(now: ListingDraft, body: &Body<ListingChangeBody>) -> ListingDraft {
    let change = body.value.clone();
    let cleared = |field, value: String| if body.is_null(field) { String::new() } else { value };
    ListingDraft {
        title: change.title.unwrap_or(now.title),
        description: change.description.unwrap_or(now.description),
        city: change.city.unwrap_or(now.city),
        price: change.price.map_or(now.price, major_units),
        currency: change.currency.unwrap_or(now.currency),
        bedrooms: change.bedrooms.map_or(now.bedrooms, |number| number.to_string()),
        bathrooms: change.bathrooms.map_or(now.bathrooms, |number| number.to_string()),
        area: change
            .area
            .map_or(cleared("area", now.area), |number| number.to_string()),
        available_from: change
            .available_from
            .unwrap_or(cleared("availableFrom", now.available_from)),
        status: change.status.unwrap_or(now.status),
    }
}
