//! The wire types of listings in the JSON API.

use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::Deserialize;

use super::queries::ListingWithOwner;
use crate::accounts::api::PersonResponse;
use crate::encoding::rfc3339;
use crate::entities::listing::ListingStatus;
use crate::entities::photo;
use crate::photos::api::url;

/// The status of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum StatusValue {
    Draft,
    Available,
    Let,
    Archived,
}

impl From<ListingStatus> for StatusValue {
    fn from(status: ListingStatus) -> Self {
        match status {
            ListingStatus::Draft => Self::Draft,
            ListingStatus::Available => Self::Available,
            ListingStatus::Let => Self::Let,
            ListingStatus::Archived => Self::Archived,
        }
    }
}

/// A home that an owner offers.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
pub struct ListingResponse {
    pub id: i64,
    pub title: String,
    pub description: String,
    pub city: String,
    /// Monthly rent in minor units: 125000 is 1,250.00.
    pub price: i64,
    /// An ISO 4217 code.
    pub currency: String,
    /// 0 for a studio.
    pub bedrooms: i64,
    pub bathrooms: i64,
    /// In square metres; null if not known.
    #[oai(nullable)]
    pub area: Option<i64>,
    /// `YYYY-MM-DD`; null means now.
    #[oai(nullable)]
    pub available_from: Option<String>,
    pub status: StatusValue,
    pub owner: PersonResponse,
    /// The paths of its photos on this site, in their order; WebP.
    pub photos: Vec<String>,
    /// RFC 3339, UTC, with milliseconds.
    pub created_at: String,
    /// RFC 3339, UTC, with milliseconds.
    pub updated_at: String,
}

impl ListingResponse {
    /// `photos` may contain those of other listings.
    pub fn new(ListingWithOwner { listing, owner }: &ListingWithOwner, photos: &[photo::Model]) -> Self {
        let own = photos.iter().filter(|photo| photo.listing_id == listing.id);
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
            photos: own.map(|photo| url(photo.id)).collect(),
            created_at: rfc3339(listing.created_at),
            updated_at: rfc3339(listing.updated_at),
        }
    }
}

/// A page of listings.
#[derive(Clone, Debug, Object)]
pub struct ListingsResponse {
    pub listings: Vec<ListingResponse>,
    /// The number of listings on all pages.
    pub total: u64,
    /// The number of this page, from 1.
    pub page: u64,
    /// The number of pages.
    pub pages: u64,
}

/// A new listing.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
pub struct NewListingRequest {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub title: String,
    /// Up to 10,000 characters.
    #[oai(validator(max_length = 10_000))]
    pub description: String,
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub city: String,
    /// Monthly rent in minor units: 0 to 10,000,000,000.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub price: i64,
    /// An ISO 4217 code.
    #[oai(validator(pattern = "^[A-Za-z]{3}$"))]
    pub currency: String,
    /// 0 (a studio) to 99; default 1.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    pub bedrooms: Option<i64>,
    /// 0 to 99; default 1.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    pub bathrooms: Option<i64>,
    /// In square metres.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")), nullable)]
    pub area: Option<i64>,
    /// `YYYY-MM-DD`; absent or null means now.
    #[oai(validator(pattern = r"^\d{4}-\d{2}-\d{2}$"), nullable)]
    pub available_from: Option<String>,
    /// `draft`, `available` (default), `let` or `archived`.
    #[oai(validator(pattern = "^(draft|available|let|archived)$"), nullable)]
    pub status: Option<String>,
}

impl Example for NewListingRequest {
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

/// The changes of a listing. Absent properties keep their values.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
pub struct ListingChangeRequest {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120), nullable)]
    pub title: Option<String>,
    /// Up to 10,000 characters.
    #[oai(validator(max_length = 10_000), nullable)]
    pub description: Option<String>,
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120), nullable)]
    pub city: Option<String>,
    /// Monthly rent in minor units: 0 to 10,000,000,000.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")), nullable)]
    pub price: Option<i64>,
    /// An ISO 4217 code.
    #[oai(validator(pattern = "^[A-Za-z]{3}$"), nullable)]
    pub currency: Option<String>,
    /// 0 (a studio) to 99.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    pub bedrooms: Option<i64>,
    /// 0 to 99.
    #[oai(validator(minimum(value = "0"), maximum(value = "99")), nullable)]
    pub bathrooms: Option<i64>,
    /// In square metres; null removes it.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")), nullable)]
    pub area: Option<i64>,
    /// `YYYY-MM-DD`; null means now.
    #[oai(validator(pattern = r"^\d{4}-\d{2}-\d{2}$"), nullable)]
    pub available_from: Option<String>,
    /// `draft`, `available`, `let` or `archived`.
    #[oai(validator(pattern = "^(draft|available|let|archived)$"), nullable)]
    pub status: Option<String>,
}

impl Example for ListingChangeRequest {
    fn example() -> Self {
        Self {
            price: Some(109_500),
            status: Some("let".to_owned()),
            ..Self::default()
        }
    }
}
