//! All photos of a home, on its page.

use i18n::Translator;
use maud::{Markup, html};

use super::{Photo, PhotoSize, alt, image, tint};
use crate::{ids, urls};

/// As many photos as are seen at once where there is room.
const VISIBLE_PHOTOS: usize = 5;

/// Every photo: side by side on a phone, five at once where there is room, all of them for those who want to see them.
/// Each leads to itself at its largest.
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
