//! The attachment tray below the composer: uploads that wait for their message. It needs the script; without scripts,
//! the form of the files page sends attachments.

use i18n::Translator;
use maud::{Markup, html};

use super::{ACCEPT, Attachment, attachment};
use crate::uploads::{RejectedFileProps, rejected_file};
use crate::{assets, fmt, ui, urls};

/// The server enforces the same number.
const MAX_PER_MESSAGE: usize = 5;

/// Size limits of an image and of another file, in millions of bytes. The server enforces the same limits.
const MAX_MEGABYTES: [u32; 2] = [15, 20];

/// The empty tray with its texts for the script, and the script.
pub fn tray(t: Translator, conversation: i64) -> Markup {
    let ([picture, file], max_files) = (MAX_MEGABYTES, MAX_PER_MESSAGE);
    html! {
        section.tray aria-label=(t.files_to_send()) data-action=(urls::upload_attachments(conversation))
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

/// An upload in progress, or a failed one.
pub fn uploading_file(t: Translator, name: &str) -> Markup {
    html! {
        li {
            div { b dir="auto" { (name) } progress max="1" value="0" aria-label=(t.photo_uploading(name)) {} p role="alert" {} }
            button type="button" data-try-again hidden { (t.try_again()) }
            (remove("", &t.cancel_file(name)))
        }
    }
}

/// The result of an upload: one row for each file.
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

/// `address` removes the attachment on the server; empty for a file that the server has not stored.
fn remove(address: &str, name: &str) -> Markup {
    html! { button.icon-button type="button" data-remove=(address) { (ui::icon_text("x", name)) } }
}
