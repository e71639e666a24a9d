//! All photos of a home, on its page.

use maud::{Markup, html};
use words::Words;

use super::{Photo, Room, alt, image, tint};
use crate::{ids, urls};

/// As many photos as are seen at once where there is room.
const AT_ONCE: usize = 5;

/// Every photo: side by side on a phone, five at once where there is room, all of them for those who want to see them.
/// Each leads to itself at its largest.
pub fn gallery(say: Words, photos: &[Photo], home: &str) -> Markup {
    let [.., largest] = urls::PHOTO_WIDTHS;
    html! {
        div.gallery id=(ids::ALL_PHOTOS) {
            ul tabindex="0" aria-label=(say.photos()) {
                @for (photo, number) in photos.iter().zip(1..) {
                    li {
                        a.photo href=(photo.url(largest)) {
                            (tint(photo))
                            (image(photo, &alt(say, photo, number, home), Room::Page, number > 1))
                        }
                    }
                }
            }
            @if photos.len() > AT_ONCE {
                a.tag href=(format!("#{}", ids::ALL_PHOTOS)) { (say.photo_count(photos.len())) }
            } @else if photos.len() > 1 { span.tag { (say.photo_count(photos.len())) } }
        }
    }
}
