//! Props of the photo views.

use i18n::Translator;
use views::photos::{Photo, Photos};

use crate::entities::{ListingId, PhotoId, photo};
use crate::http::request::rejected_file::RejectedFile;

pub fn photo(row: &photo::Model) -> Photo<'_> {
    Photo {
        id: row.id.0,
        static_path: None,
        alt: &row.alt,
        colour: &row.colour,
    }
}

/// The cover of a listing, from the columns that its row copies; None without photos.
pub fn cover<'a>(id: Option<PhotoId>, alt: Option<&'a str>, colour: Option<&'a str>) -> Option<Photo<'a>> {
    Some(Photo {
        id: id?.0,
        static_path: None,
        alt: alt.unwrap_or_default(),
        colour: colour.unwrap_or_default(),
    })
}

/// The owner's photos page, with the rejected files of the last upload.
pub fn owner_photos<'a>(
    listing: ListingId,
    title: &'a str,
    rows: &'a [photo::Model],
    rejected: &'a [RejectedFile],
    t: Translator,
) -> Photos<'a> {
    Photos {
        listing: listing.0,
        title,
        photos: rows.iter().map(photo).collect(),
        rejected: rejected.iter().map(|file| file.props(t)).collect(),
    }
}
