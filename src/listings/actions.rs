//! Writes: listing a home, changing it, and changing where it stands.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::input::{ListingContent, ListingInput, parse_status};
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::{Change, Tx};
use crate::entities::{ListingId, Timestamp, UserId, listing};
use crate::error::{AppError, Result};

/// Lists a home of the viewer's.
///
/// # Errors
/// [`AppError::Invalid`] with every field that is wrong.
pub async fn create_listing(context: Context<'_>, viewer: &Viewer, draft: &ListingInput) -> Result<listing::Model> {
    let mut row = row(draft.parse()?);
    row.owner_id = Set(viewer.id);
    row.created_at = Set(context.now);
    row.updated_at = Set(context.now);
    context
        .db
        .write(async move |tx: Tx| {
            tx.emit(Change::Listings);
            Ok(row.insert(tx.conn()).await?)
        })
        .await
}

/// Changes a listing of the viewer's.
///
/// # Errors
/// [`AppError::NotFound`] when it is not the viewer's, [`AppError::Invalid`] with every field that is wrong.
pub async fn update_listing(
    context: Context<'_>,
    viewer: &Viewer,
    id: ListingId,
    draft: &ListingInput,
) -> Result<listing::Model> {
    let content = draft.parse();
    super::queries::own_listing(context.db, viewer, id).await?;
    change(context, viewer.id, id, row(content?)).await
}

/// Changes a part of a listing of the viewer's: `amend` is given what it says once nobody else is writing, so that of two
/// parts that change at once neither is lost.
///
/// # Errors
/// [`AppError::NotFound`] when it is not the viewer's, [`AppError::Invalid`] with every field that is wrong.
pub async fn patch_listing(
    context: Context<'_>,
    viewer: &Viewer,
    id: ListingId,
    amend: impl FnOnce(ListingInput) -> ListingInput + Send + 'static,
) -> Result<listing::Model> {
    let (owner, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let found = listing::Entity::find_by_id(id)
                .filter(listing::Column::OwnerId.eq(owner))
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            let content = amend(ListingInput::from(&found)).parse()?;
            store(&tx, owner, id, row(content), now).await
        })
        .await
}

/// Changes where a listing of the viewer's stands; nothing else.
///
/// # Errors
/// [`AppError::NotFound`] when it is not the viewer's, [`AppError::Invalid`] when there is no such status.
pub async fn change_status(context: Context<'_>, viewer: &Viewer, id: ListingId, word: &str) -> Result<listing::Model> {
    let status = parse_status(word).map_err(|message| AppError::field("status", message))?;
    let status_only = listing::ActiveModel {
        status: Set(status),
        ..Default::default()
    };
    change(context, viewer.id, id, status_only).await
}

async fn change(
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

/// What the search looks through.
pub fn search_text(title: &str, city: &str, description: &str) -> String {
    format!("{title}\n{city}\n{description}").to_lowercase()
}

fn row(content: ListingContent) -> listing::ActiveModel {
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
