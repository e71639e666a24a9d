//! Reads of listings: search, the newest, one listing for a viewer, and the owner's own.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, DerivePartialModel, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::count_cache::CountCache;
use super::filter::{Filter, PAGE_SIZE, Sort};
use super::visibility::{join_viewers_conversation, may_see};
use crate::accounts::{Person, Viewer};
use crate::db::{Db, contains};
use crate::entities::listing::{self, ListingStatus};
use crate::entities::{ConversationId, ListingId, Timestamp, conversation, user};
use crate::error::{AppError, Result};

#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "listing::Entity")]
pub struct ListingWithOwner {
    #[sea_orm(nested)]
    pub listing: listing::Model,
    #[sea_orm(nested)]
    pub owner: Person,
}

/// One page of search results.
#[derive(Debug)]
pub struct SearchResults {
    /// Those on this page.
    pub listings: Vec<ListingWithOwner>,
    /// The number of results on all pages.
    pub total: u64,
    /// The number of this page, from 1.
    pub page: u64,
    /// The number of pages; 0 without results.
    pub pages: u64,
}

/// Searches the available listings. A page beyond the last returns the last one. The page begins at the keyset cursor
/// of the filter, or else at an offset.
pub async fn search(db: &Db, counts: &CountCache, filter: &Filter) -> Result<SearchResults> {
    let matching = listing::Entity::find().filter(condition(filter));
    let count = async || Ok(matching.clone().count(db.read()).await?);
    let total = counts.get_or_count(filter.cache_key(), count).await?;
    let pages = total.div_ceil(PAGE_SIZE);
    let page = filter.page.min(pages.max(1));
    let mut selected = ordered(matching, filter.sort).limit(PAGE_SIZE);
    selected = match filter.after.filter(|_| page == filter.page && page > 1) {
        Some(cursor) => selected.filter(after(cursor, filter.sort)),
        None => selected.offset((page - 1) * PAGE_SIZE),
    };
    let listings = selected
        .inner_join(user::Entity)
        .into_partial_model()
        .all(db.read())
        .await?;
    Ok(SearchResults {
        listings,
        total,
        page,
        pages,
    })
}

/// The newest available listings with the time of their last change, for the sitemap. Descriptions are left out, because
/// they can be long.
pub async fn newest(db: &Db, limit: u64) -> Result<Vec<(ListingId, Timestamp)>> {
    let available = listing::Entity::find().filter(condition(&Filter::default()));
    Ok(ordered(available, Sort::Newest)
        .select_only()
        .columns([listing::Column::Id, listing::Column::UpdatedAt])
        .limit(limit)
        .into_tuple()
        .all(db.read())
        .await?)
}

#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "listing::Entity")]
pub struct ListingForViewer {
    #[sea_orm(nested)]
    pub listing: ListingWithOwner,
    /// The viewer's conversation about it; None for its owner.
    #[sea_orm(from_expr = "Expr::col((conversation::Entity, conversation::Column::Id))")]
    pub conversation: Option<ConversationId>,
}

/// A listing that the viewer may see ([`may_see`]), in one query.
///
/// # Errors
/// [`AppError::NotFound`] when it does not exist or the viewer may not see it: the response does not reveal which.
pub async fn listing_for_viewer(db: &Db, viewer: Option<&Viewer>, id: ListingId) -> Result<ListingForViewer> {
    join_viewers_conversation(listing::Entity::find_by_id(id).inner_join(user::Entity), viewer)
        .into_partial_model()
        .one(db.read())
        .await?
        .filter(|row: &ListingForViewer| may_see(viewer, &row.listing.listing, row.conversation))
        .ok_or(AppError::NotFound)
}

/// [`listing_for_viewer`] for callers that do not need the conversation.
///
/// # Errors
/// [`AppError::NotFound`] when it does not exist or the viewer may not see it.
pub async fn listing_with_owner(db: &Db, viewer: Option<&Viewer>, id: ListingId) -> Result<ListingWithOwner> {
    Ok(listing_for_viewer(db, viewer, id).await?.listing)
}

/// A listing that the viewer owns.
///
/// # Errors
/// [`AppError::NotFound`] when it does not exist or has another owner.
pub async fn own_listing(db: &Db, viewer: &Viewer, id: ListingId) -> Result<listing::Model> {
    listing::Entity::find_by_id(id)
        .filter(listing::Column::OwnerId.eq(viewer.id))
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)
}

/// A page of the listings that the viewer owns.
#[derive(Debug)]
pub struct OwnListings {
    /// The newest first.
    pub listings: Vec<listing::Model>,
    /// The number of this page, from 1.
    pub page: u64,
    /// The number of pages; 0 without listings.
    pub pages: u64,
}

/// The listings that the viewer owns. A page beyond the last returns the last one.
pub async fn own_listings(db: &Db, viewer: &Viewer, page: u64) -> Result<OwnListings> {
    let own = listing::Entity::find().filter(listing::Column::OwnerId.eq(viewer.id));
    let pages = own.clone().count(db.read()).await?.div_ceil(PAGE_SIZE);
    let page = page.min(pages.max(1));
    let listings = own
        .order_by_desc(listing::Column::Id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .all(db.read())
        .await?;
    Ok(OwnListings { listings, page, pages })
}

fn condition(filter: &Filter) -> Condition {
    let words = filter.words.iter();
    let words = words.map(|word| contains(listing::Column::SearchText, word));
    let free_by = |day: &String| {
        Condition::any()
            .add(listing::Column::AvailableFrom.is_null())
            .add(listing::Column::AvailableFrom.lte(day.as_str()))
    };
    words
        .fold(
            Condition::all().add(listing::Column::Status.eq(ListingStatus::Available)),
            Condition::add,
        )
        .add_option(
            filter
                .city_key
                .as_ref()
                .map(|city| listing::Column::CityKey.eq(city.as_str())),
        )
        .add_option(filter.min_price.map(|price| listing::Column::Price.gte(price)))
        .add_option(filter.max_price.map(|price| listing::Column::Price.lte(price)))
        .add_option(filter.beds.map(|beds| listing::Column::Bedrooms.gte(beds)))
        .add_option(filter.available_by.as_ref().map(free_by))
}

fn ordered(listings: Select<listing::Entity>, sort: Sort) -> Select<listing::Entity> {
    match sort {
        Sort::Newest => listings.order_by_desc(listing::Column::Id),
        Sort::PriceAscending => by_price(listings, Order::Asc),
        Sort::PriceDescending => by_price(listings, Order::Desc),
    }
}

fn by_price(listings: Select<listing::Entity>, order: Order) -> Select<listing::Entity> {
    listings
        .order_by(listing::Column::Price, order.clone())
        .order_by(listing::Column::Id, order)
}

/// The keyset condition: rows after the position (price, id). [`Sort::Newest`] compares only the id.
fn after((price, id): (i64, i64), sort: Sort) -> Condition {
    let by_price_and_id = |price_after: SimpleExpr, id_after| {
        Condition::any()
            .add(price_after)
            .add(Condition::all().add(listing::Column::Price.eq(price)).add(id_after))
    };
    match sort {
        Sort::Newest => Condition::all().add(listing::Column::Id.lt(id)),
        Sort::PriceAscending => by_price_and_id(listing::Column::Price.gt(price), listing::Column::Id.gt(id)),
        Sort::PriceDescending => by_price_and_id(listing::Column::Price.lt(price), listing::Column::Id.lt(id)),
    }
}
