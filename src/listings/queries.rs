//! Reads of listings, through the viewer.

use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{
    ColumnTrait, Condition, DerivePartialModel, EntityTrait, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Related, Select,
};

use super::count_cache::CountCache;
use super::filter::{Filter, PAGE_SIZE, Sort};
use crate::accounts::{Person, Viewer};
use crate::db::{Db, contains};
use crate::entities::listing::{self, ListingStatus};
use crate::entities::{ConversationId, ListingId, UserId, conversation, user};
use crate::error::{AppError, Result};

/// A listing and who listings it.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "listing::Entity")]
pub struct ListingWithOwner {
    /// The home.
    #[sea_orm(nested)]
    pub listing: listing::Model,
    /// Who listings it.
    #[sea_orm(nested)]
    pub owner: Person,
}

/// One page of what was looked for.
#[derive(Debug)]
pub struct SearchResults {
    /// The listings of this page.
    pub listings: Vec<ListingWithOwner>,
    /// How many there are on all pages.
    pub total: u64,
    /// Which page this is, from 1.
    pub page: u64,
    /// How many pages there are; 0 when nothing was found.
    pub pages: u64,
}

/// Available listings that match.
///
/// # Errors
/// When the database does not answer.
pub async fn search(db: &Db, counts: &CountCache, filter: &Filter) -> Result<SearchResults> {
    let matching = listing::Entity::find().filter(condition(filter));
    let count = async || Ok(matching.clone().count(db.read()).await?);
    let total = counts.get_or_count(filter.cache_key(), count).await?;
    let pages = total.div_ceil(PAGE_SIZE);
    let page = filter.page.min(pages.max(1));
    let mut selected = ordered(matching, filter.sort).limit(PAGE_SIZE);
    selected = match filter.after.filter(|_| page == filter.page && page > 1) {
        Some(place) => selected.filter(after(place, filter.sort)),
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

/// The newest available listings, in all.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(db: &Db, most: u64) -> Result<Vec<ListingWithOwner>> {
    let available = listing::Entity::find().filter(condition(&Filter::default()));
    Ok(ordered(available, Sort::Newest)
        .limit(most)
        .inner_join(user::Entity)
        .into_partial_model()
        .all(db.read())
        .await?)
}

/// A listing as one viewer finds it.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "listing::Entity")]
pub struct ListingForViewer {
    /// The home, and who listings it.
    #[sea_orm(nested)]
    pub listing: ListingWithOwner,
    /// The viewer's conversation about it, if they have begun one.
    #[sea_orm(from_expr = "Expr::col((conversation::Entity, conversation::Column::Id))")]
    pub conversation: Option<ConversationId>,
}

/// A listing that this viewer may see. Drafts and archived listings are seen by their owner and by whoever has asked
/// about them.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn listing_for_viewer(db: &Db, viewer: Option<&Viewer>, id: ListingId) -> Result<ListingForViewer> {
    // Nobody has the id 0: a visitor has no conversation.
    let renter = viewer.map_or(UserId(0), |viewer| viewer.id);
    let theirs = <listing::Entity as Related<conversation::Entity>>::to()
        .on_condition(move |_, _| conversation::Column::RenterId.eq(renter).into_condition());
    let visit: ListingForViewer = listing::Entity::find_by_id(id)
        .inner_join(user::Entity)
        .join(JoinType::LeftJoin, theirs)
        .into_partial_model()
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)?;
    let listing = &visit.listing.listing;
    let is_owner = viewer.is_some_and(|viewer| viewer.id == listing.owner_id);
    if is_public(listing) || is_owner || visit.conversation.is_some() {
        Ok(visit)
    } else {
        Err(AppError::NotFound)
    }
}

/// The same, for whoever does not need the conversation.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer may not see it.
pub async fn listing_with_owner(db: &Db, viewer: Option<&Viewer>, id: ListingId) -> Result<ListingWithOwner> {
    Ok(listing_for_viewer(db, viewer, id).await?.listing)
}

/// Whether anybody at all may see a listing.
pub fn is_public(listing: &listing::Model) -> bool {
    matches!(listing.status, ListingStatus::Available | ListingStatus::Let)
}

/// Whether somebody may see a listing.
///
/// # Errors
/// When the database does not answer.
pub async fn may_see(db: &Db, viewer: Option<&Viewer>, listing: &listing::Model) -> Result<bool> {
    let is_owner = viewer.is_some_and(|viewer| viewer.id == listing.owner_id);
    Ok(is_public(listing) || is_owner || conversation_with(db, viewer, listing).await?.is_some())
}

/// A listing of the viewer's own.
///
/// # Errors
/// [`AppError::NotFound`] when it is somebody else's.
pub async fn own_listing(db: &Db, viewer: &Viewer, id: ListingId) -> Result<listing::Model> {
    listing::Entity::find_by_id(id)
        .filter(listing::Column::OwnerId.eq(viewer.id))
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)
}

/// The viewer's listings, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn own_listings(db: &Db, viewer: &Viewer) -> Result<Vec<listing::Model>> {
    Ok(listing::Entity::find()
        .filter(listing::Column::OwnerId.eq(viewer.id))
        .order_by_desc(listing::Column::Id)
        .all(db.read())
        .await?)
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

/// What comes after a place (price, id) in an order; the newest first, only the id counts.
fn after((price, id): (i64, i64), sort: Sort) -> Condition {
    let behind = |ahead: sea_orm::sea_query::SimpleExpr, id_behind| {
        Condition::any()
            .add(ahead)
            .add(Condition::all().add(listing::Column::Price.eq(price)).add(id_behind))
    };
    match sort {
        Sort::Newest => Condition::all().add(listing::Column::Id.lt(id)),
        Sort::PriceAscending => behind(listing::Column::Price.gt(price), listing::Column::Id.gt(id)),
        Sort::PriceDescending => behind(listing::Column::Price.lt(price), listing::Column::Id.lt(id)),
    }
}

/// The viewer's conversation about a listing, if they have begun one.
///
/// # Errors
/// When the database does not answer.
pub async fn conversation_with(
    db: &Db,
    viewer: Option<&Viewer>,
    listing: &listing::Model,
) -> Result<Option<ConversationId>> {
    let Some(viewer) = viewer.filter(|viewer| viewer.id != listing.owner_id) else {
        return Ok(None);
    };
    Ok(conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .filter(conversation::Column::ListingId.eq(listing.id))
        .filter(conversation::Column::RenterId.eq(viewer.id))
        .into_tuple()
        .one(db.read())
        .await?)
}
