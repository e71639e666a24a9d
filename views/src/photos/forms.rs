//! The owner's photos page: upload, order, alternative texts, removal. All are plain forms, which work without
//! scripts.

use i18n::Translator;
use maud::{Markup, html};

use super::{Photo, PhotoSize, alt, image};
use crate::uploads::{RejectedFileProps, rejected_files};
use crate::{ShellProps, assets, ids, layout, ui, urls};

/// The photos of a listing, for its owner.
#[derive(Clone, Debug)]
pub struct Photos<'a> {
    pub listing: i64,
    pub title: &'a str,
    /// In order; the first one is the cover.
    pub photos: Vec<Photo<'a>>,
    /// Rejected files of the last upload.
    pub rejected: Vec<RejectedFileProps<'a>>,
}

/// The size limit of an image, in millions of bytes. The server enforces the same limit.
const MAX_MEGABYTES: u32 = 15;

/// The target of all htmx responses.
const SECTION: &str = "#photos";

/// The file types that the file dialog offers. Without HEIC in the list, phones convert photos to JPEG.
const ACCEPT: &str = "image/jpeg,image/png,image/webp";

/// The whole page.
pub fn page(shell: &ShellProps, all: &Photos) -> Markup {
    let t = shell.t();
    let main = html! {
        div.wrap.page.stack.stack--l {
            div.stack.stack--s { (ui::back_link(&urls::listing(all.listing), all.title)) h1 { (t.photos()) } }
            (photos(t, all))
        }
    };
    layout::document(
        shell,
        &layout::Page {
            script: Some(assets::PHOTOS_SCRIPT),
            ..layout::Page::plain(&t.photos(), main)
        },
    )
}

/// The section of the page; also the response to each of its forms.
pub fn photos(t: Translator, photos: &Photos) -> Markup {
    html! {
        section.panel.stack.stack--m id=(ids::PHOTOS) aria-label=(t.photos()) {
            p.soft { small { (t.photos_hint()) } }
            (rejected_files(&photos.rejected))
            ul.uploads { @for (photo, number) in photos.photos.iter().zip(1..) { (photo_item(t, photos, photo, number)) } }
            (upload_form(t, photos.listing))
        }
    }
}

fn photo_item(t: Translator, all: &Photos, photo: &Photo, number: usize) -> Markup {
    let id = photo.id;
    html! {
        li id=(ids::photo(id)) data-place=(urls::photo_position(id)) {
            div.photo {
                (image(photo, &alt(t, photo, number, all.title), PhotoSize::Thumbnail, false))
                @if number == 1 { span.tag { (t.cover()) } }
            }
            (description(t, photo, number))
            (buttons(t, all, id, number))
        }
    }
}

fn description(t: Translator, photo: &Photo, number: usize) -> Markup {
    let id = photo.id;
    let (action, name) = (urls::photo_alt(id), format!("alt-{id}"));
    html! {
        form.field method="post" action=(action)
            hx-post=(action) hx-trigger="submit, change" hx-target=(SECTION) hx-swap="outerMorph"
            hx-status:422="swap:outerMorph" {
            label for=(name) { (t.alt_label_html(number)) }
            input id=(name) name="alt" maxlength="200" dir="auto" value=(photo.alt);
            button.button.button--bare id=(format!("{name}-save")) { span { (t.save_alt_html(number)) } }
        }
    }
}

fn buttons(t: Translator, all: &Photos, id: i64, number: usize) -> Markup {
    let (place, removal) = (urls::photo_position(id), urls::photo_removal(id));
    html! {
        div.row {
            form.row method="post" action=(place)
                hx-post=(place) hx-target=(SECTION) hx-swap="outerMorph" {
                @if number > 1 {
                    button.icon-button id=(format!("photo-{id}-earlier")) name="place" value=(number - 1) {
                        (ui::icon_text("arrow-left", &t.move_photo_earlier(number)))
                    }
                }
                @if number < all.photos.len() {
                    button.icon-button.later id=(format!("photo-{id}-later")) name="place" value=(number + 1) {
                        (ui::icon_text("arrow-left", &t.move_photo_later(number)))
                    }
                }
            }
            form method="post" action=(removal)
                hx-post=(removal) hx-target=(SECTION) hx-swap="outerMorph" {
                button.icon-button { (ui::icon_text("trash", &t.remove_photo(number))) }
            }
        }
    }
}

/// The upload form, with a second button for the camera on devices that have one.
fn upload_form(t: Translator, listing: i64) -> Markup {
    html! {
        form.stack.adding method="post" enctype="multipart/form-data" action=(urls::listing_photos(listing))
            data-too-large=(t.picture_too_large("{size}", MAX_MEGABYTES)) data-most=(MAX_MEGABYTES)
            data-uploading=(t.photo_uploading("{name}")) data-lost=(t.photo_lost()) {
            label.drop {
                (ui::icon("camera"))
                b { (t.add_photos()) }
                span { (t.photo_kinds(MAX_MEGABYTES)) }
                input type="file" name="photos" multiple accept=(ACCEPT);
            }
            label.button.button--quiet.from-camera {
                (ui::icon("camera")) (t.take_photo())
                input type="file" name="photos" accept="image/*" capture="environment";
            }
            button.button.button--quiet { (t.upload_photos()) }
        }
    }
}
