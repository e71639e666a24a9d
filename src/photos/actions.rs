//! Writes: adding a photo, saying what it shows, giving it another place, and removing it.

use std::fs::File;

use i18n::LocalizedMessage;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::Tx;
use crate::entities::{ListingId, PhotoId, Timestamp, UserId, listing, photo};
use crate::error::{AppError, Result};
use crate::images::{self, Picture};
use crate::text;

/// The most photos of a home.
pub const MAX_PHOTOS: usize = 30;

/// The longest description of a photo, in characters.
pub const MAX_ALT_LENGTH: usize = 200;

/// Adds a file as the last photo of a home of the viewer's, with what it is said to show. Why the file could not be had is
/// told last.
///
/// # Errors
/// [`AppError::NotFound`] when the home is not theirs, [`AppError::Invalid`] for what it is said to show,
/// [`AppError::Refused`] when the file cannot be shown or there is no place for it, [`AppError::NoRoom`] when the disk is
/// full.
pub async fn add_photo(
    context: Context<'_>,
    viewer: &Viewer,
    home: ListingId,
    file: Result<File>,
    typed: &str,
) -> Result<photo::Model> {
    let alt = alt(typed)?;
    let others = super::queries::photos(context.db, home).await?;
    refuse_beyond(others.len())?;
    let picture = context.images.process(file?).await;
    let picture = picture.map_err(|error| AppError::Refused(error.message()))?;
    store_photo(context, viewer, home, &picture, &alt).await
}

/// Adds a picture that was made anew already, with what it shows.
///
/// # Errors
/// As [`add_photo`].
pub async fn store_photo(
    context: Context<'_>,
    viewer: &Viewer,
    home: ListingId,
    picture: &Picture,
    alt: &str,
) -> Result<photo::Model> {
    let row = photo::ActiveModel {
        listing_id: Set(home),
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
        db.write(async move |tx: Tx| add_last(&tx, row, home, owner, now).await)
            .await
    };
    let renditions = picture.renditions.iter();
    let files = renditions.map(|one| (images::file_name(one.width), one.bytes.clone()));
    context
        .files
        .store_then_commit(&picture.key, files.collect(), insert)
        .await
}

async fn add_last(
    tx: &Tx,
    mut row: photo::ActiveModel,
    home: ListingId,
    owner: UserId,
    now: Timestamp,
) -> Result<photo::Model> {
    own_home(tx, home, owner).await?;
    let others = in_order(tx, home).await?;
    refuse_beyond(others.len())?;
    row.position = Set(others.last().map_or(0, |last| last.position + 1));
    let added = row.insert(tx.conn()).await?;
    put_cover(tx, home, now).await?;
    Ok(added)
}

fn refuse_beyond(photos: usize) -> Result<()> {
    if photos < MAX_PHOTOS {
        return Ok(());
    }
    Err(AppError::Refused(LocalizedMessage::new(|t| t.photos_full(MAX_PHOTOS))))
}

/// What of a photo is to be another; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct PhotoChange {
    /// What it is said to show.
    pub alt: Option<String>,
    /// Its place among the photos of its home, counted from 1.
    pub place: Option<usize>,
}

/// Changes a photo of the viewer's: all of it, or nothing.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs, [`AppError::Invalid`] for what was typed.
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
            if let Some(typed) = change.alt {
                describe(&tx, id, alt(&typed)?).await?;
            }
            if let Some(place) = change.place {
                arrange(&tx, &photo, place).await?;
            }
            put_cover(&tx, photo.listing_id, now).await?;
            own_photo(&tx, id, owner).await
        })
        .await
}

async fn describe(tx: &Tx, id: PhotoId, alt: String) -> Result<()> {
    let described = photo::ActiveModel {
        id: Set(id),
        alt: Set(alt),
        ..Default::default()
    };
    described.update(tx.conn()).await?;
    Ok(())
}

async fn arrange(tx: &Tx, photo: &photo::Model, place: usize) -> Result<()> {
    let mut photos = in_order(tx, photo.listing_id).await?;
    photos.retain(|one| one.id != photo.id);
    photos.insert(place.saturating_sub(1).min(photos.len()), photo.clone());
    number(tx, photos).await
}

fn alt(typed: &str) -> Result<String> {
    let alt = text::line(typed).and_then(|line| text::at_most(MAX_ALT_LENGTH, line));
    alt.map_err(|message| AppError::field("alt", message))
}

/// Gives photos the positions that they stand in.
async fn number(tx: &Tx, photos: Vec<photo::Model>) -> Result<()> {
    for (position, photo) in (0..).zip(photos) {
        if photo.position != position {
            let moved = photo::ActiveModel {
                id: Set(photo.id),
                position: Set(position),
                ..Default::default()
            };
            moved.update(tx.conn()).await?;
        }
    }
    Ok(())
}

/// Removes a photo of the viewer's, and its files. Answers with the home.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs.
pub async fn remove_photo(context: Context<'_>, viewer: &Viewer, id: PhotoId) -> Result<ListingId> {
    let (owner, now) = (viewer.id, context.now);
    let removed = context
        .db
        .write(async move |tx: Tx| {
            let photo = own_photo(&tx, id, owner).await?;
            photo::Entity::delete_by_id(id).exec(tx.conn()).await?;
            put_cover(&tx, photo.listing_id, now).await?;
            Ok(photo)
        })
        .await?;
    context.files.delete_if_unreferenced(&removed.key).await;
    Ok(removed.listing_id)
}

async fn own_photo(tx: &Tx, id: PhotoId, owner: UserId) -> Result<photo::Model> {
    let photo = photo::Entity::find_by_id(id).one(tx.conn()).await?;
    let photo = photo.ok_or(AppError::NotFound)?;
    own_home(tx, photo.listing_id, owner).await?;
    Ok(photo)
}

async fn own_home(tx: &Tx, home: ListingId, owner: UserId) -> Result<()> {
    listing::Entity::find_by_id(home)
        .filter(listing::Column::OwnerId.eq(owner))
        .one(tx.conn())
        .await?
        .map(|_| ())
        .ok_or(AppError::NotFound)
}

async fn in_order(tx: &Tx, home: ListingId) -> Result<Vec<photo::Model>> {
    Ok(photo::Entity::find()
        .filter(photo::Column::ListingId.eq(home))
        .order_by_asc(photo::Column::Position)
        .all(tx.conn())
        .await?)
}

/// Notes on the home what lists show of it. Answers with the home.
async fn put_cover(tx: &Tx, home: ListingId, now: Timestamp) -> Result<ListingId> {
    let cover = in_order(tx, home).await?.into_iter().next();
    let row = listing::ActiveModel {
        id: Set(home),
        cover_id: Set(cover.as_ref().map(|cover| cover.id)),
        cover_colour: Set(cover.as_ref().map(|cover| cover.colour.clone())),
        cover_alt: Set(cover.map(|cover| cover.alt)),
        updated_at: Set(now),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(home)
}
