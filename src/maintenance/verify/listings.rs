//! What people and homes repeat of themselves: for comparing, for searching, for lists.

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

/// Looks at every person and every home.
pub async fn check(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    people(snapshot, findings).await?;
    homes(snapshot, findings).await
}

async fn people(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    let mut progress = Progress::new("People", user::Entity::find().count(snapshot.conn()).await?);
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
        for person in page
            .iter()
            .filter(|person| person.email_key != email_key(&person.email))
        {
            findings.note(&format!(
                "person {}: signs in with another e-mail than is shown",
                person.id
            ));
        }
        progress.add(page.len() as u64);
    }
}

async fn homes(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    let mut progress = Progress::new("Homes", listing::Entity::find().count(snapshot.conn()).await?);
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
        for home in &page {
            let photos = photos.get(&home.id).map_or(&[][..], Vec::as_slice);
            for finding in CHECKS.iter().filter_map(|check| check(home, photos)) {
                findings.note(&format!("listing {}: {finding}", home.id));
            }
        }
        progress.add(page.len() as u64);
    }
}

/// The photos of homes, those of each in their order.
async fn photos_of(snapshot: &Snapshot, homes: &[listing::Model]) -> Result<HashMap<ListingId, Vec<photo::Model>>> {
    let photos = photo::Entity::find()
        .filter(photo::Column::ListingId.is_in(homes.iter().map(|home| home.id)))
        .order_by_asc(photo::Column::Position)
        .all(snapshot.conn())
        .await?;
    let mut of_homes = HashMap::<_, Vec<_>>::new();
    for photo in photos {
        of_homes.entry(photo.listing_id).or_default().push(photo);
    }
    Ok(of_homes)
}

type Check = fn(&listing::Model, &[photo::Model]) -> Option<&'static str>;

const CHECKS: [Check; 3] = [cover, order, searched];

fn cover(home: &listing::Model, photos: &[photo::Model]) -> Option<&'static str> {
    let first = photos.first();
    let shown = (home.cover_id, home.cover_colour.as_ref(), home.cover_alt.as_ref());
    let there = (
        first.map(|first| first.id),
        first.map(|first| &first.colour),
        first.map(|first| &first.alt),
    );
    (shown != there).then_some("its cover is not its first photo")
}

fn order(_home: &listing::Model, photos: &[photo::Model]) -> Option<&'static str> {
    let distinct = photos.windows(2).all(|two| two[0].position < two[1].position);
    (!distinct).then_some("two of its photos have the same place")
}

fn searched(home: &listing::Model, _photos: &[photo::Model]) -> Option<&'static str> {
    let same = home.city_key == home.city.to_lowercase()
        && home.search_text == search_text(&home.title, &home.city, &home.description);
    (!same).then_some("the search looks for other words than it shows")
}
