//! Photos: how one is shown, all of a home's on its page, and the owner's forms around them.

use std::borrow::Cow;

use i18n::Translator;
use maud::{Markup, html};

use crate::urls;

mod forms;
mod gallery;

pub use forms::{Photos, page, photos};
pub use gallery::gallery;

/// A photo of a home.
#[derive(Clone, Copy, Debug)]
pub struct Photo<'a> {
    /// The photo's id.
    pub id: i64,
    /// The path of one that is part of the program, and not with the site's files.
    pub static_path: Option<&'a str>,
    /// What it shows, in its owner's words; empty until they have said.
    pub alt: &'a str,
    /// Its mean colour as `#rrggbb`.
    pub colour: &'a str,
}

/// How much of the screen a photo takes, for the browser to choose a size by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// A thumbnail.
    Thumbnail,
    /// One of several in a row.
    Card,
    /// Most of the page.
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
    /// Its path at one of the widths photos are kept at.
    pub fn url(&self, width: u32) -> Cow<'_, str> {
        self.static_path
            .map_or_else(|| urls::photo(self.id, width).into(), Cow::Borrowed)
    }

    fn srcset(&self) -> Option<String> {
        let sizes = urls::PHOTO_WIDTHS.map(|width| format!("{} {width}w", self.url(width)));
        self.static_path.is_none().then(|| sizes.join(", "))
    }
}

/// What is said of the n-th photo of a home whose owner has not said what it shows.
pub fn alt<'a>(t: Translator, photo: &Photo<'a>, number: usize, title: &str) -> Cow<'a, str> {
    if photo.alt.is_empty() {
        t.photo_alt(number, title)
    } else {
        Cow::Borrowed(photo.alt)
    }
}

/// A photo in the size that its size asks for. Its place has the shape of every photo here and, where it may take
/// a while, its colour: nothing moves when it comes.
pub fn image(photo: &Photo, alt: &str, size: PhotoSize, lazy: bool) -> Markup {
    let [small, medium, _] = urls::PHOTO_WIDTHS;
    let fallback = if size == PhotoSize::Thumbnail { small } else { medium };
    html! {
        img src=(photo.url(fallback)) srcset=[photo.srcset()] sizes=(size.sizes()) width="1200" height="900"
            alt=(alt) loading=[lazy.then_some("lazy")];
    }
}

/// The colour of a photo, for behind it until it is there. A drawing, because a policy that forbids styles inside the
/// page leaves the colours of drawings alone.
pub fn tint(photo: &Photo) -> Markup {
    html! {
        svg.tint aria-hidden="true" { rect width="100%" height="100%" fill=(photo.colour) {} }
    }
}
