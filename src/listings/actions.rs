//! Writes: creating a listing, changing it, and changing its status.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::input::{ListingContent, ListingInput, parse_status};
use super::quota;
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::{Change, Tx};
use crate::entities::{ListingId, Timestamp, UserId, listing};
use crate::error::{AppError, Result};

/// Creates a listing that the viewer owns.
///
/// # Errors
/// [`AppError::Invalid`] with every field that is wrong. Over the quota, [`AppError::Rejected`] or [`AppError::TooMany`].
pub async fn create_listing(context: Context<'_>, viewer: &Viewer, input: &ListingInput) -> Result<listing::Model> {
    let mut row = to_row(input.parse()?);
    row.owner_id = Set(viewer.id);
    row.created_at = Set(context.now);
    row.updated_at = Set(context.now);
    let (owner, now, has_quota) = (viewer.id, context.now, context.rate_limits.enabled());
    context
        .db
        .write(async move |tx: Tx| {
            if has_quota {
                quota::check(&tx, owner, now).await?;
            }
            tx.emit(Change::Listings);
            Ok(row.insert(tx.conn()).await?)
        })
        .await
}

/// Replaces the content of a listing that the viewer owns.
///
/// # Errors
/// [`AppError::NotFound`] when it is not the viewer's, [`AppError::Invalid`] with every field that is wrong.
pub async fn update_listing(
    context: Context<'_>,
    viewer: &Viewer,
    id: ListingId,
    input: &ListingInput,
) -> Result<listing::Model> {
    let content = input.parse();
    super::queries::own_listing(context.db, viewer, id).await?;
    update(context, viewer.id, id, to_row(content?)).await
}

/// Changes some fields of a listing that the viewer owns. `change` maps the stored content to the new one inside the
/// write transaction, so that concurrent changes of different fields are both kept.
///
/// # Errors
/// [`AppError::NotFound`] when it is not the viewer's, [`AppError::Invalid`] with every field that is wrong.
pub async fn patch_listing(
    context: Context<'_>,
    viewer: &Viewer,
    id: ListingId,
    change: impl FnOnce(ListingInput) -> ListingInput + Send + 'static,
) -> Result<listing::Model> {
    let (owner, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let row = listing::Entity::find_by_id(id)
                .filter(listing::Column::OwnerId.eq(owner))
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            let content = change(ListingInput::from(&row)).parse()?;
            store(&tx, owner, id, to_row(content), now).await
        })
        .await
}

/// Changes only the status of a listing that the viewer owns. `word` is one of [`listing::ListingStatus::as_str`].
///
/// # Errors
/// [`AppError::NotFound`] when it is not the viewer's, [`AppError::Invalid`] for an unknown status.
pub async fn change_status(context: Context<'_>, viewer: &Viewer, id: ListingId, word: &str) -> Result<listing::Model> {
    let status = parse_status(word).map_err(|message| AppError::field("status", message))?;
    let status_only = listing::ActiveModel {
        status: Set(status),
        ..Default::default()
    };
    update(context, viewer.id, id, status_only).await
}

async fn update(
    context: Context<'_>,
    owner: UserId,
    id: ListingId,
    row: listing::ActiveModel,
) -> Result<listing::Model> {
    let now = context.now;
    context
        .db
        .write(async move |tx: Tx| store(&tx, owner, id, row, now).await)
        .await
}

async fn store(
    tx: &Tx,
    owner: UserId,
    id: ListingId,
    mut row: listing::ActiveModel,
    now: Timestamp,
) -> Result<listing::Model> {
    row.updated_at = Set(now);
    tx.emit(Change::Listings);
    listing::Entity::update_many()
        .set(row)
        .filter(listing::Column::Id.eq(id))
        .filter(listing::Column::OwnerId.eq(owner))
        .exec_with_returning(tx.conn())
        .await?
        .pop()
        .ok_or(AppError::NotFound)
}

/// The text that the search matches: title, city and description, in lower case.
pub fn search_text(title: &str, city: &str, description: &str) -> String {
    format!("{title}\n{city}\n{description}").to_lowercase()
}

fn to_row(content: ListingContent) -> listing::ActiveModel {
    let search_text = search_text(&content.title, &content.city, &content.description);
    listing::ActiveModel {
        city_key: Set(content.city.to_lowercase()),
        search_text: Set(search_text),
        title: Set(content.title),
        description: Set(content.description),
        city: Set(content.city),
        price: Set(content.price),
        currency: Set(content.currency),
        bedrooms: Set(content.bedrooms),
        bathrooms: Set(content.bathrooms),
        area: Set(content.area),
        available_from: Set(content.available_from),
        status: Set(content.status),
        ..Default::default()
    }
}
