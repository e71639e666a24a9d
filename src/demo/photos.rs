//! The photos of the demo's homes: our own drawings, taken in by the pipeline like anybody's photos.

use std::borrow::Cow;
use std::io::Write;

use futures_util::future::try_join_all;
use i18n::Translator;
use tokio::sync::OnceCell;
use views::assets;

use crate::context::Context;
use crate::error::{AppError, Result};
use crate::images::Picture;
use crate::storage;

/// What the drawings show, in their order.
const DRAWINGS: [fn(Translator) -> Cow<'static, str>; 8] = [
    Translator::picture_canal_houses,
    Translator::picture_studio,
    Translator::picture_cottage,
    Translator::picture_loft,
    Translator::picture_roof_terrace,
    Translator::picture_bedroom,
    Translator::picture_townhouse,
    Translator::picture_kitchen,
];

/// Drawings of rooms, which any home may have.
const ROOMS: [usize; 4] = [1, 5, 7, 3];

/// A drawing as a photo, and what it shows.
pub struct DemoPhoto {
    pub picture: Picture,
    pub shows: Cow<'static, str>,
}

/// Every drawing, developed. Once in the life of a process: tests set up the demo again and again.
pub async fn process(context: Context<'_>) -> Result<&'static [DemoPhoto]> {
    static DRAWN: OnceCell<Vec<DemoPhoto>> = OnceCell::const_new();
    let all = || try_join_all((0..DRAWINGS.len()).map(|index| drawing(context, index)));
    Ok(DRAWN.get_or_try_init(all).await?)
}

async fn drawing(context: Context<'_>, index: usize) -> Result<DemoPhoto> {
    let name = assets::home_picture(index + 1).trim_start_matches("/assets/");
    let asset = assets::find(name).ok_or(AppError::NotFound)?;
    let mut file = context.files.scratch()?;
    file.write_all(asset.bytes).map_err(storage::io_error)?;
    let picture = context.images.process(file).await;
    Ok(DemoPhoto {
        picture: picture.map_err(|error| AppError::unexpected(error.message()))?,
        shows: DRAWINGS[index](Translator::ENGLISH),
    })
}

/// Which drawings the n-th home shows, counted from 0: its own, and some rooms.
pub fn of_listing(n: usize) -> impl Iterator<Item = usize> {
    let own = n % DRAWINGS.len();
    let rooms = ROOMS.into_iter().filter(move |room| *room != own).take(4 - n % 4);
    [own].into_iter().chain(rooms)
}
