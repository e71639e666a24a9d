//! Checks of accounts and listings: derived columns (e-mail key, search text, cover) against their sources.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Findings;
use crate::accounts::input::email_key;
use crate::db::Snapshot;
use crate::entities::{ListingId, UserId, listing, photo, user};
use crate::error::Result;
use crate::listings::actions::search_text;
use crate::maintenance::PAGE;
use crate::maintenance::progress::Progress;

pub async fn check(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    accounts(snapshot, findings).await?;
    listings(snapshot, findings).await
}

async fn accounts(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    let mut progress = Progress::new("Accounts", user::Entity::find().count(snapshot.conn()).await?);
    let mut after = UserId(0);
    loop {
        let page = user::Entity::find()
            .filter(user::Column::Id.gt(after))
            .order_by_asc(user::Column::Id)
            .limit(PAGE)
            .all(snapshot.conn())
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for account in page.iter().filter(|row| row.email_key != email_key(&row.email)) {
            findings.add(&format!(
                "account {}: its e-mail key does not match its e-mail",
                account.id
            ));
        }
        progress.add(page.len() as u64);
    }
}

async fn listings(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    let mut progress = Progress::new("Listings", listing::Entity::find().count(snapshot.conn()).await?);
    let mut after = ListingId(0);
    loop {
        let page = listing::Entity::find()
            .filter(listing::Column::Id.gt(after))
            .order_by_asc(listing::Column::Id)
            .limit(PAGE)
            .all(snapshot.conn())
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let photos = photos_of(snapshot, &page).await?;
        for listing in &page {
            let photos = photos.get(&listing.id).map_or(&[][..], Vec::as_slice);
            for finding in CHECKS.iter().filter_map(|check| check(listing, photos)) {
                findings.add(&format!("listing {}: {finding}", listing.id));
            }
        }
        progress.add(page.len() as u64);
    }
}

/// The photos of listings, by listing, in the owner's order.
async fn photos_of(snapshot: &Snapshot, listings: &[listing::Model]) -> Result<HashMap<ListingId, Vec<photo::Model>>> {
    let photos = photo::Entity::find()
        .filter(photo::Column::ListingId.is_in(listings.iter().map(|listing| listing.id)))
        .order_by_asc(photo::Column::Position)
        .all(snapshot.conn())
        .await?;
    let mut by_listing = HashMap::<_, Vec<_>>::new();
    for photo in photos {
        by_listing.entry(photo.listing_id).or_default().push(photo);
    }
    Ok(by_listing)
}

type Check = fn(&listing::Model, &[photo::Model]) -> Option<&'static str>;

const CHECKS: [Check; 3] = [cover, order, search_columns];

fn cover(listing: &listing::Model, photos: &[photo::Model]) -> Option<&'static str> {
    let first = photos.first();
    let stored = (
        listing.cover_id,
        listing.cover_colour.as_ref(),
        listing.cover_alt.as_ref(),
    );
    let expected = (
        first.map(|first| first.id),
        first.map(|first| &first.colour),
        first.map(|first| &first.alt),
    );
    (stored != expected).then_some("its cover is not its first photo")
}

fn order(_listing: &listing::Model, photos: &[photo::Model]) -> Option<&'static str> {
    let distinct = photos.windows(2).all(|pair| pair[0].position < pair[1].position);
    (!distinct).then_some("two of its photos have the same position")
}

fn search_columns(listing: &listing::Model, _photos: &[photo::Model]) -> Option<&'static str> {
    let matches = listing.city_key == listing.city.to_lowercase()
        && listing.search_text == search_text(&listing.title, &listing.city, &listing.description);
    (!matches).then_some("its search columns do not match its content")
}
