//! Photos of listings: image elements, the gallery of a listing, and the owner's forms.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use crate::urls;

mod forms;
mod gallery;

pub use forms::{Photos, page, photos};
pub use gallery::gallery;

/// A photo of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Photo<'a> {
    pub id: i64,
    /// The path of an embedded image, for samples; None for a photo in storage.
    pub static_path: Option<&'a str>,
    /// The alternative text from the owner; empty until there is one.
    pub alt: &'a str,
    /// The mean colour, as `#rrggbb`.
    pub colour: &'a str,
}

/// The displayed size of a photo, from which the browser selects a rendition (`sizes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// About 120 pixels wide.
    Thumbnail,
    /// A card in a grid.
    Card,
    /// Most of the width of a page.
    Page,
}

impl PhotoSize {
    fn sizes(self) -> &'static str {
        match self {
            Self::Thumbnail => "7.5rem",
            Self::Card => "(width < 40rem) 100vw, 22rem",
            Self::Page => "(width < 76rem) 100vw, 48rem",
        }
    }
}

impl Photo<'_> {
    /// The path of a rendition; `width` is one of [`urls::PHOTO_WIDTHS`].
    pub fn url(&self, width: u32) -> Cow<'_, str> {
        self.static_path
            .map_or_else(|| urls::photo(self.id, width).into(), Cow::Borrowed)
    }

    fn srcset(&self) -> Option<String> {
        let sizes = urls::PHOTO_WIDTHS.map(|width| format!("{} {width}w", self.url(width)));
        self.static_path.is_none().then(|| sizes.join(", "))
    }
}

/// The alternative text of a photo. The fallback names its number and the title of the listing.
pub fn alt<'a>(t: Translator, photo: &Photo<'a>, number: usize, title: &str) -> Cow<'a, str> {
    if photo.alt.is_empty() {
        t.photo_alt(number, title)
    } else {
        Cow::Borrowed(photo.alt)
    }
}

/// The image element. Its fixed aspect ratio, equal for all photos, prevents layout shifts.
pub fn image(photo: &Photo, alt: &str, size: PhotoSize, lazy: bool) -> Markup {
    let [small, medium, _] = urls::PHOTO_WIDTHS;
    let fallback = if size == PhotoSize::Thumbnail { small } else { medium };
    html! {
        img src=(photo.url(fallback)) srcset=[photo.srcset()] sizes=(size.sizes()) width="1200" height="900"
            alt=(alt) loading=[lazy.then_some("lazy")];
    }
}

/// The mean colour of a photo, as a placeholder while it loads. It is an SVG, because the Content-Security-Policy
/// forbids inline styles but not SVG attributes.
pub fn tint(photo: &Photo) -> Markup {
    html! {
        svg.tint aria-hidden="true" { rect width="100%" height="100%" fill=(photo.colour) {} }
    }
}
