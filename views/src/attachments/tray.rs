//! What waits below the composer until its message goes out. Only a script fills it: without one, the form does all of
//! it.

use i18n::Translator;
use maud::{Markup, html};

use super::{ACCEPT, Attachment, attachment};
use crate::uploads::{RejectedFileProps, rejected_file};
use crate::{assets, fmt, ui, urls};

/// The most pictures and files that one message brings.
const MAX_PER_MESSAGE: usize = 5;

/// The most bytes of a picture and of a file, in millions.
const MAX_MEGABYTES: [u32; 2] = [15, 20];

/// The place for it, empty, with what the script says there, and the script itself.
pub fn tray(t: Translator, conversation: i64) -> Markup {
    let ([picture, file], max_files) = (MAX_MEGABYTES, MAX_PER_MESSAGE);
    html! {
        section.tray aria-label=(t.files_to_send()) data-action=(urls::upload_files(conversation))
            data-most=(max_files) data-full=(t.attachments_full(max_files))
            data-most-picture=(picture) data-too-picture=(t.picture_too_large("{size}", picture))
            data-most-file=(file) data-too-file=(t.picture_too_large("{size}", file))
            data-uploading=(t.photo_uploading("{name}")) data-ready=(t.file_ready("{name}"))
            data-cancel=(t.cancel_file("{name}")) data-remove=(t.remove_file("{name}")) data-removed=(t.file_removed("{name}"))
            data-lost=(t.file_lost()) data-waits=(t.sent_when_there()) data-stopped=(t.not_sent_yet())
            data-row=(uploading_file(t, "").into_string()) {
            p.hint role="status" {}
            ul.files {}
            input type="file" multiple hidden accept=(ACCEPT) aria-label=(t.choose_files());
        }
        div.drop-here aria-hidden="true" { p { (ui::icon("attach")) (t.drop_files()) } }
        script src=(assets::ATTACHMENTS_SCRIPT) defer {}
    }
}

/// A file on its way, or one that did not get through.
pub fn uploading_file(t: Translator, name: &str) -> Markup {
    html! {
        li {
            div { b dir="auto" { (name) } progress max="1" value="0" aria-label=(t.photo_uploading(name)) {} p role="alert" {} }
            button type="button" data-try-again hidden { (t.try_again()) }
            (remove("", &t.cancel_file(name)))
        }
    }
}

/// What became of the files that were brought: a row each.
pub fn uploaded(t: Translator, ready: &[Attachment], rejected: &[RejectedFileProps]) -> Markup {
    html! {
        @for file in ready {
            li {
                (attachment(file))
                @if file.pixels.is_some() { span { b dir="auto" { (file.name) } " " small { (fmt::size(file.size)) } } }
                input type="hidden" name="attachment_ids" value=(file.id);
                (remove(&urls::attachment_removal(file.id), &t.remove_file(file.name)))
            }
        }
        @for file in rejected {
            li.failed { p role="alert" { (rejected_file(file)) } (remove("", &t.remove_file(file.name))) }
        }
    }
}

/// Without an address, there is nothing on the server to be removed.
fn remove(address: &str, name: &str) -> Markup {
    html! { button.icon-button type="button" data-remove=(address) { (ui::icon_text("x", name)) } }
}
