//! The quota of listings: how many an owner may have, and may create in a day.

use std::time::Duration;

use i18n::LocalizedMessage;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::Tx;
use crate::entities::{Timestamp, UserId, listing};
use crate::error::{AppError, Result};
use crate::rate_limits::{LISTINGS_PER_OWNER, NEW_LISTINGS_PER_DAY};

/// Checks that an owner may create a listing.
///
/// # Errors
/// [`AppError::Rejected`] when the owner has [`LISTINGS_PER_OWNER`], [`AppError::TooMany`] when they created
/// [`NEW_LISTINGS_PER_DAY`] in the last 24 hours.
pub async fn check(tx: &Tx, owner: UserId, now: Timestamp) -> Result<()> {
    let own = listing::Entity::find().filter(listing::Column::OwnerId.eq(owner));
    if own.clone().count(tx.conn()).await? >= LISTINGS_PER_OWNER {
        let full = LocalizedMessage::new(|t| t.listings_full(LISTINGS_PER_OWNER));
        return Err(AppError::Rejected(full));
    }
    // The listing that counts until a next one is accepted. Ids are in the order of creation.
    let oldest_counted: Option<Timestamp> = own
        .select_only()
        .column(listing::Column::CreatedAt)
        .order_by_desc(listing::Column::Id)
        .offset(NEW_LISTINGS_PER_DAY - 1)
        .into_tuple()
        .one(tx.conn())
        .await?;
    let age = oldest_counted.map_or(i64::MAX, |created| now.0.saturating_sub(created.0));
    match u64::try_from(Timestamp::DAY.saturating_sub(age)) {
        Ok(wait @ 1..) => Err(AppError::TooMany(Duration::from_micros(wait))),
        _ => Ok(()),
    }
}
