//! Homes that owners offer.

use sea_orm::entity::prelude::*;

use super::{ListingId, PhotoId, Timestamp, UserId};

/// Where a listing stands. Renters find only what is available; what is let or archived keeps its conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ListingStatus {
    /// Being written; its owner sees it, and whoever asked before it became one again.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// Open to enquiries.
    #[sea_orm(string_value = "available")]
    Available,
    /// Somebody lives there now; still shown to who has the link.
    #[sea_orm(string_value = "let")]
    Let,
    /// Taken down; its owner and whoever asked still see it.
    #[sea_orm(string_value = "archived")]
    Archived,
}

impl ListingStatus {
    /// Every status, in the order a form offers them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Available, Self::Let, Self::Archived];

    /// The word used in forms, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Available => "available",
            Self::Let => "let",
            Self::Archived => "archived",
        }
    }

    /// The status a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// Whether somebody who has not written yet may begin a conversation.
    pub fn takes_enquiries(self) -> bool {
        matches!(self, Self::Available | Self::Let)
    }
}

/// A home an owner offers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listing")]
pub struct Model {
    /// Grows with each listing, so the newest has the highest.
    #[sea_orm(primary_key)]
    pub id: ListingId,
    /// Who offers it; never changes.
    pub owner_id: UserId,
    /// 1 to 120 characters.
    pub title: String,
    /// Up to 10,000 characters, line breaks kept.
    pub description: String,
    /// As the owner wrote it.
    pub city: String,
    /// The city in lower case: what the filter compares.
    pub city_key: String,
    /// Title, city and description in lower case: what the search looks through.
    pub search_text: String,
    /// Rent a month in minor units (125000 is 1,250.00).
    pub price: i64,
    /// An ISO 4217 code.
    pub currency: String,
    /// 0 is a studio.
    pub bedrooms: i64,
    /// How many bathrooms.
    pub bathrooms: i64,
    /// Floor area in square metres, if known.
    pub area: Option<i64>,
    /// The first day somebody can move in, `YYYY-MM-DD`; none means now.
    pub available_from: Option<String>,
    /// Its first photo, if it has one; the same as in the photos, for lists.
    pub cover_id: Option<PhotoId>,
    /// The mean colour of that one.
    pub cover_colour: Option<String>,
    /// What that one shows, in the owner's words.
    pub cover_alt: Option<String>,
    /// Where it stands.
    pub status: ListingStatus,
    /// When it was first saved.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Who offers it.
    #[sea_orm(belongs_to, from = "owner_id", to = "id")]
    pub owner: BelongsTo<super::user::Entity>,
    /// Public questions and answers.
    #[sea_orm(has_many)]
    pub comments: HasMany<super::comment::Entity>,
    /// What it looks like.
    #[sea_orm(has_many)]
    pub photos: HasMany<super::photo::Entity>,
    /// Everybody who asked.
    #[sea_orm(has_many)]
    pub conversations: HasMany<super::conversation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
