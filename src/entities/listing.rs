//! The `listing` table: the homes that owners list.

use sea_orm::entity::prelude::*;

use super::{ListingId, PhotoId, Timestamp, UserId};

/// Renters find only available listings. Let and archived ones keep their conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ListingStatus {
    /// Visible to its owner and to renters with a conversation about it.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// In the lists, and open to enquiries.
    #[sea_orm(string_value = "available")]
    Available,
    /// The home is rented; still visible at its address.
    #[sea_orm(string_value = "let")]
    Let,
    /// Withdrawn; visible to its owner and to renters with a conversation about it.
    #[sea_orm(string_value = "archived")]
    Archived,
}

impl ListingStatus {
    /// In the order of the form.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Available, Self::Let, Self::Archived];

    /// The value in forms, the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Available => "available",
            Self::Let => "let",
            Self::Archived => "archived",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether a renter without a conversation may start one.
    pub fn accepts_enquiries(self) -> bool {
        matches!(self, Self::Available | Self::Let)
    }
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listing")]
pub struct Model {
    /// Increases with each listing.
    #[sea_orm(primary_key)]
    pub id: ListingId,
    /// Never changes.
    pub owner_id: UserId,
    /// 1 to 120 characters.
    pub title: String,
    /// Up to 10,000 characters, with line breaks.
    pub description: String,
    /// As the owner typed it.
    pub city: String,
    /// The city in lower case, for the filter.
    pub city_key: String,
    /// Title, city and description in lower case, for the search.
    pub search_text: String,
    /// Monthly rent in minor units of the currency (125000 is 1,250.00).
    pub price: i64,
    /// An ISO 4217 code.
    pub currency: String,
    /// 0 is a studio.
    pub bedrooms: i64,
    pub bathrooms: i64,
    /// Floor area in square metres.
    pub area: Option<i64>,
    /// The first day a renter can move in, `YYYY-MM-DD`; `None` means now.
    pub available_from: Option<String>,
    /// The first photo. With the two columns below, it is a copy of its `photo` row, so that lists need no join.
    pub cover_id: Option<PhotoId>,
    /// Its mean colour as `#rrggbb`.
    pub cover_colour: Option<String>,
    /// Its text alternative, by the owner.
    pub cover_alt: Option<String>,
    pub status: ListingStatus,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[sea_orm(belongs_to, from = "owner_id", to = "id")]
    pub owner: BelongsTo<super::user::Entity>,
    #[sea_orm(has_many)]
    pub comments: HasMany<super::comment::Entity>,
    #[sea_orm(has_many)]
    pub photos: HasMany<super::photo::Entity>,
    #[sea_orm(has_many)]
    pub conversations: HasMany<super::conversation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
