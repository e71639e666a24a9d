//! Writes: adding a photo, changing its description or position, and removing it.

use std::fs::File;

use i18n::LocalizedMessage;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::Tx;
use crate::entities::{ListingId, PhotoId, Timestamp, UserId, listing, photo};
use crate::error::{AppError, Result};
use crate::images::{self, ProcessedImage};
use crate::text;

/// Per listing.
pub const MAX_PHOTOS: usize = 30;

/// Of a photo's description (alt text), in characters.
pub const MAX_ALT_LENGTH: usize = 200;

/// Processes an uploaded file and adds it as the last photo of a listing that the viewer owns. The error of an upload
/// (`file`) is returned only if nothing else is wrong.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer does not own the listing, [`AppError::Invalid`] for the description,
/// [`AppError::Rejected`] when the file is no valid image or the listing has [`MAX_PHOTOS`], [`AppError::StorageFull`] when
/// the disk is full.
pub async fn add_photo(
    context: Context<'_>,
    viewer: &Viewer,
    listing_id: ListingId,
    file: Result<File>,
    alt: &str,
) -> Result<photo::Model> {
    let alt = parse_alt(alt)?;
    let others = super::queries::photos(context.db, listing_id).await?;
    check_photo_limit(others.len())?;
    let picture = context.images.process(file?).await;
    let picture = picture.map_err(|error| AppError::Rejected(error.message()))?;
    store_photo(context, viewer, listing_id, &picture, &alt).await
}

/// Stores a processed image and its row.
///
/// # Errors
/// As [`add_photo`].
pub async fn store_photo(
    context: Context<'_>,
    viewer: &Viewer,
    listing_id: ListingId,
    picture: &ProcessedImage,
    alt: &str,
) -> Result<photo::Model> {
    let row = photo::ActiveModel {
        listing_id: Set(listing_id),
        alt: Set(alt.to_owned()),
        key: Set(picture.key.clone()),
        width: Set(picture.width.into()),
        height: Set(picture.height.into()),
        colour: Set(picture.colour.clone()),
        created_at: Set(context.now),
        ..Default::default()
    };
    let (db, owner, now) = (context.db.clone(), viewer.id, context.now);
    let insert = async move {
        db.write(async move |tx: Tx| append(&tx, row, listing_id, owner, now).await)
            .await
    };
    let renditions = picture.renditions.iter();
    let files = renditions.map(|rendition| (images::file_name(rendition.width), rendition.bytes.clone()));
    context
        .files
        .store_then_commit(&picture.key, files.collect(), insert)
        .await
}

async fn append(
    tx: &Tx,
    mut row: photo::ActiveModel,
    listing_id: ListingId,
    owner: UserId,
    now: Timestamp,
) -> Result<photo::Model> {
    check_owner(tx, listing_id, owner).await?;
    let others = sorted_photos(tx, listing_id).await?;
    check_photo_limit(others.len())?;
    row.position = Set(others.last().map_or(0, |last| last.position + 1));
    let added = row.insert(tx.conn()).await?;
    update_cover(tx, listing_id, now).await?;
    Ok(added)
}

fn check_photo_limit(photos: usize) -> Result<()> {
    if photos < MAX_PHOTOS {
        return Ok(());
    }
    Err(AppError::Rejected(LocalizedMessage::new(|t| t.photos_full(MAX_PHOTOS))))
}

/// New values of a photo; None keeps the stored one.
#[derive(Clone, Debug, Default)]
pub struct PhotoChange {
    /// The description.
    pub alt: Option<String>,
    /// Among the photos of the listing, from 1; larger values move it to the end.
    pub position: Option<usize>,
}

/// Changes a photo of a listing that the viewer owns, in one transaction.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer does not own the listing, [`AppError::Invalid`] for the description.
pub async fn change_photo(
    context: Context<'_>,
    viewer: &Viewer,
    id: PhotoId,
    change: PhotoChange,
) -> Result<photo::Model> {
    let (owner, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let photo = own_photo(&tx, id, owner).await?;
            if let Some(input) = change.alt {
                update_alt(&tx, id, parse_alt(&input)?).await?;
            }
            if let Some(position) = change.position {
                move_to(&tx, &photo, position).await?;
            }
            update_cover(&tx, photo.listing_id, now).await?;
            own_photo(&tx, id, owner).await
        })
        .await
}

async fn update_alt(tx: &Tx, id: PhotoId, alt: String) -> Result<()> {
    let row = photo::ActiveModel {
        id: Set(id),
        alt: Set(alt),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}

async fn move_to(tx: &Tx, photo: &photo::Model, position: usize) -> Result<()> {
    let mut photos = sorted_photos(tx, photo.listing_id).await?;
    photos.retain(|other| other.id != photo.id);
    photos.insert(position.saturating_sub(1).min(photos.len()), photo.clone());
    update_positions(tx, photos).await
}

fn parse_alt(input: &str) -> Result<String> {
    let alt = text::single_line(input).and_then(|line| text::check_length(MAX_ALT_LENGTH, line));
    alt.map_err(|message| AppError::field("alt", message))
}

/// Numbers the photos from 0 in the given order.
async fn update_positions(tx: &Tx, photos: Vec<photo::Model>) -> Result<()> {
    for (position, photo) in (0..).zip(photos) {
        if photo.position != position {
            let row = photo::ActiveModel {
                id: Set(photo.id),
                position: Set(position),
                ..Default::default()
            };
            row.update(tx.conn()).await?;
        }
    }
    Ok(())
}

/// Removes a photo of a listing that the viewer owns; returns the listing. The files are deleted after the commit,
/// unless another row references them.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer does not own the listing.
pub async fn remove_photo(context: Context<'_>, viewer: &Viewer, id: PhotoId) -> Result<ListingId> {
    let (owner, now) = (viewer.id, context.now);
    let removed = context
        .db
        .write(async move |tx: Tx| {
            let photo = own_photo(&tx, id, owner).await?;
            photo::Entity::delete_by_id(id).exec(tx.conn()).await?;
            update_cover(&tx, photo.listing_id, now).await?;
            Ok(photo)
        })
        .await?;
    context.files.delete_if_unreferenced(&removed.key).await;
    Ok(removed.listing_id)
}

async fn own_photo(tx: &Tx, id: PhotoId, owner: UserId) -> Result<photo::Model> {
    let photo = photo::Entity::find_by_id(id).one(tx.conn()).await?;
    let photo = photo.ok_or(AppError::NotFound)?;
    check_owner(tx, photo.listing_id, owner).await?;
    Ok(photo)
}

async fn check_owner(tx: &Tx, listing_id: ListingId, owner: UserId) -> Result<()> {
    listing::Entity::find_by_id(listing_id)
        .filter(listing::Column::OwnerId.eq(owner))
        .one(tx.conn())
        .await?
        .map(|_| ())
        .ok_or(AppError::NotFound)
}

async fn sorted_photos(tx: &Tx, listing_id: ListingId) -> Result<Vec<photo::Model>> {
    Ok(photo::Entity::find()
        .filter(photo::Column::ListingId.eq(listing_id))
        .order_by_asc(photo::Column::Position)
        .all(tx.conn())
        .await?)
}

/// Copies the cover to the row of the listing, so that lists need no join with photos.
async fn update_cover(tx: &Tx, listing_id: ListingId, now: Timestamp) -> Result<()> {
    let cover = sorted_photos(tx, listing_id).await?.into_iter().next();
    let row = listing::ActiveModel {
        id: Set(listing_id),
        cover_id: Set(cover.as_ref().map(|cover| cover.id)),
        cover_colour: Set(cover.as_ref().map(|cover| cover.colour.clone())),
        cover_alt: Set(cover.map(|cover| cover.alt)),
        updated_at: Set(now),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}
