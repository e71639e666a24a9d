//! Photos as the views want them. Pure.

use i18n::Translator;
use views::photos::{Photo, Photos};

use crate::entities::{ListingId, PhotoId, photo};
use crate::http::request::rejected_file::RejectedFile;

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
pub fn cover<'a>(id: Option<PhotoId>, alt: Option<&'a str>, colour: Option<&'a str>) -> Option<Photo<'a>> {
    Some(Photo {
        id: id?.0,
        drawn: None,
        alt: alt.unwrap_or_default(),
        colour: colour.unwrap_or_default(),
    })
}

/// Shows the photos of a home to its owner, with the files that did not become any.
pub fn all<T>(
    home: ListingId,
    title: &str,
    rows: &[photo::Model],
    refusals: &[RejectedFile],
    t: Translator,
    show: impl FnOnce(&Photos<'_>) -> T,
) -> T {
    let photos: Vec<_> = rows.iter().map(photo).collect();
    let refused = refusals.iter().map(|refusal| refusal.props(t));
    show(&Photos {
        listing: home.0,
        home: title,
        photos: &photos,
        refused: &refused.collect::<Vec<_>>(),
    })
}
