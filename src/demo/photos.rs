//! The photos of the demo's listings: drawings from the assets, processed like uploaded photos.

use std::borrow::Cow;
use std::io::Write;

use futures_util::future::try_join_all;
use i18n::Translator;
use tokio::sync::OnceCell;
use views::assets;

use crate::context::Context;
use crate::error::{AppError, Result};
use crate::images::ProcessedImage;
use crate::storage;

/// The descriptions of the drawings, in the order of the assets.
const DESCRIPTIONS: [fn(Translator) -> Cow<'static, str>; 8] = [
    Translator::picture_canal_houses,
    Translator::picture_studio,
    Translator::picture_cottage,
    Translator::picture_loft,
    Translator::picture_roof_terrace,
    Translator::picture_bedroom,
    Translator::picture_townhouse,
    Translator::picture_kitchen,
];

/// Indexes of drawings that fit any listing.
const ROOMS: [usize; 4] = [1, 5, 7, 3];

pub struct DemoPhoto {
    pub picture: ProcessedImage,
    pub alt: Cow<'static, str>,
}

/// All drawings, processed once per process: tests seed many sites.
pub async fn process(context: Context<'_>) -> Result<&'static [DemoPhoto]> {
    static PROCESSED: OnceCell<Vec<DemoPhoto>> = OnceCell::const_new();
    let all = || try_join_all((0..DESCRIPTIONS.len()).map(|index| process_drawing(context, index)));
    Ok(PROCESSED.get_or_try_init(all).await?)
}

async fn process_drawing(context: Context<'_>, index: usize) -> Result<DemoPhoto> {
    let name = assets::demo_photo(index + 1).trim_start_matches("/assets/");
    let asset = assets::find(name).ok_or(AppError::NotFound)?;
    let mut file = context.files.store().scratch()?;
    file.write_all(asset.bytes).map_err(storage::io_error)?;
    let picture = context.images.process(file).await;
    Ok(DemoPhoto {
        picture: picture.map_err(|error| AppError::unexpected(error.message()))?,
        alt: DESCRIPTIONS[index](Translator::ENGLISH),
    })
}

/// The indexes of the drawings of the n-th listing, from 0: its own as the cover, then up to four rooms.
pub fn of_listing(n: usize) -> impl Iterator<Item = usize> {
    let own = n % DESCRIPTIONS.len();
    let rooms = ROOMS.into_iter().filter(move |room| *room != own).take(4 - n % 4);
    [own].into_iter().chain(rooms)
}
