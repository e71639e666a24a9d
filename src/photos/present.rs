//! Photos as the views want them. Pure.

use views::photos::{Photo, Photos};
use words::Words;

use crate::entities::{ListingId, listing, photo};
use crate::http::uploads::Refusal;

/// A photo as its home shows it.
pub fn photo(row: &photo::Model) -> Photo<'_> {
    Photo {
        id: row.id.0,
        drawn: None,
        alt: &row.alt,
        colour: &row.colour,
    }
}

/// What lists show of a home, if it has a photo.
pub fn cover(row: &listing::Model) -> Option<Photo<'_>> {
    Some(Photo {
        id: row.cover_id?.0,
        drawn: None,
        alt: row.cover_alt.as_deref().unwrap_or_default(),
        colour: row.cover_colour.as_deref().unwrap_or_default(),
    })
}

/// Shows the photos of a home to its owner, with the files that did not become any.
pub fn all<T>(
    home: ListingId,
    title: &str,
    rows: &[photo::Model],
    refusals: &[Refusal],
    say: Words,
    show: impl FnOnce(&Photos<'_>) -> T,
) -> T {
    let photos: Vec<_> = rows.iter().map(photo).collect();
    let refused = refusals.iter().map(|refusal| refusal.shown(say));
    show(&Photos {
        listing: home.0,
        home: title,
        photos: &photos,
        refused: &refused.collect::<Vec<_>>(),
    })
}
