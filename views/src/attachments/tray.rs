//! What waits below the composer until its message goes out. Only a script fills it: without one, the form does all of
//! it.

use maud::{Markup, html};
use words::Words;

use super::{Attachment, KINDS, attachment};
use crate::uploads::{Refused, refusal};
use crate::{assets, fmt, ui, urls};

/// The most pictures and files that one message brings.
const MOST_A_MESSAGE: usize = 5;

/// The most bytes of a picture and of a file, in millions.
const MEGABYTES: [u32; 2] = [15, 20];

/// The place for it, empty, with what the script says there, and the script itself.
pub fn tray(say: Words, conversation: i64) -> Markup {
    let ([picture, file], most) = (MEGABYTES, MOST_A_MESSAGE);
    html! {
        section.tray aria-label=(say.files_to_send()) data-action=(urls::bring_files(conversation))
            data-most=(most) data-full=(say.attachments_full(most))
            data-most-picture=(picture) data-too-picture=(say.picture_too_large("{size}", picture))
            data-most-file=(file) data-too-file=(say.picture_too_large("{size}", file))
            data-uploading=(say.photo_uploading("{name}")) data-ready=(say.file_ready("{name}"))
            data-cancel=(say.cancel_file("{name}")) data-remove=(say.remove_file("{name}")) data-removed=(say.file_removed("{name}"))
            data-lost=(say.file_lost()) data-waits=(say.sent_when_there()) data-stopped=(say.not_sent_yet())
            data-row=(under_way(say, "").into_string()) {
            p.hint role="status" {}
            ul.files {}
            input type="file" multiple hidden accept=(KINDS) aria-label=(say.choose_files());
        }
        div.drop-here aria-hidden="true" { p { (ui::icon("attach")) (say.drop_files()) } }
        script src=(assets::ATTACHMENTS_SCRIPT) defer {}
    }
}

/// A file on its way, or one that did not get through.
pub fn under_way(say: Words, name: &str) -> Markup {
    html! {
        li {
            div { b dir="auto" { (name) } progress max="1" value="0" aria-label=(say.photo_uploading(name)) {} p role="alert" {} }
            button type="button" data-try-again hidden { (say.try_again()) }
            (remove("", &say.cancel_file(name)))
        }
    }
}

/// What became of the files that were brought: a row each.
pub fn brought(say: Words, ready: &[Attachment], refused: &[Refused]) -> Markup {
    html! {
        @for file in ready {
            li {
                (attachment(file))
                @if file.pixels.is_some() { span { b dir="auto" { (file.name) } " " small { (fmt::size(file.size)) } } }
                input type="hidden" name="attachment_ids" value=(file.id);
                (remove(&urls::attachment_removal(file.id), &say.remove_file(file.name)))
            }
        }
        @for one in refused {
            li.failed { p role="alert" { (refusal(one)) } (remove("", &say.remove_file(one.name))) }
        }
    }
}

/// Without an address, there is nothing on the server to be removed.
fn remove(address: &str, name: &str) -> Markup {
    html! { button.icon-button type="button" data-remove=(address) { (ui::icon_text("x", name)) } }
}
