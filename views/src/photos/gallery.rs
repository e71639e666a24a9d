//! The gallery on the page of a listing.

use i18n::Translator;
use maud::{Markup, html};

use super::{Photo, PhotoSize, alt, image, tint};
use crate::{ids, urls};

/// The number of photos that a wide screen shows at once.
const VISIBLE_PHOTOS: usize = 5;

/// The gallery: a scrolling row on phones, five photos on wide screens, and a link to all. Each photo links to its
/// largest rendition.
pub fn gallery(t: Translator, photos: &[Photo], title: &str) -> Markup {
    let [.., largest] = urls::PHOTO_WIDTHS;
    html! {
        div.gallery id=(ids::ALL_PHOTOS) {
            ul tabindex="0" aria-label=(t.photos()) {
                @for (photo, number) in photos.iter().zip(1..) {
                    li {
                        a.photo href=(photo.url(largest)) {
                            (tint(photo))
                            (image(photo, &alt(t, photo, number, title), PhotoSize::Page, number > 1))
                        }
                    }
                }
            }
            @if photos.len() > VISIBLE_PHOTOS {
                a.tag href=(format!("#{}", ids::ALL_PHOTOS)) { (t.photo_count(photos.len())) }
            } @else if photos.len() > 1 { span.tag { (t.photo_count(photos.len())) } }
        }
    }
}
