//! Attachments of messages: images and files, the form that sends them, and the files of a conversation.

use i18n::Translator;
use maud::{Markup, html};

use crate::uploads::{RejectedFileProps, rejected_files};
use crate::{ShellProps, conversations, fmt, ids, layout, ui, urls};

mod tray;

pub use tray::uploaded;
pub(crate) use tray::{tray, uploading_file};

/// The file types that the file dialog offers.
const ACCEPT: &str = "image/*,.pdf,.txt,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp";

/// An image or another file.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    pub id: i64,
    /// The file name from the sender.
    pub name: &'a str,
    /// The size in bytes.
    pub size: u64,
    /// The size in pixels of an image; None for other files.
    pub pixels: Option<Pixels>,
}

#[derive(Clone, Copy, Debug)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
}

/// The form for a message with files.
#[derive(Clone, Debug)]
pub struct FilesForm<'a> {
    pub conversation: i64,
    /// The idempotency key of the message.
    pub client_id: &'a str,
    pub text: &'a str,
    /// Uploaded attachments that are not part of a sent message.
    pub ready: Vec<Attachment<'a>>,
    /// Rejected files of the last upload.
    pub rejected: Vec<RejectedFileProps<'a>>,
    /// Why the message was not sent.
    pub error: Option<&'a str>,
}

/// The attachments of a message.
pub fn list(files: &[Attachment]) -> Markup {
    html! { ul.files { @for file in files { li { (attachment(file)) } } } }
}

/// An image links to its largest rendition; another file is a download.
pub fn attachment(file: &Attachment) -> Markup {
    html! {
        @match file.pixels {
            Some(pixels) => {
                a.picture href=(urls::attachment_picture(file.id, 1600)) {
                    img src=(urls::attachment_picture(file.id, 800)) width=(pixels.width) height=(pixels.height)
                        alt=(file.name) loading="lazy";
                }
            }
            None => {
                a.file href=(urls::attachment(file.id)) download=(file.name) {
                    (ui::icon("file")) span { b dir="auto" { (file.name) } " " small { (fmt::size(file.size)) } }
                }
            }
        }
    }
}

/// The form as a sheet above the composer.
pub fn sheet(t: Translator, form: &FilesForm) -> Markup {
    let content = html! {
        (form_fields(t, form))
        p { a href=(urls::conversation_files(form.conversation)) { (t.all_files()) } }
    };
    conversations::sheet(t, form.conversation, &t.send_files(), &content)
}

/// The page with the form and all files of the conversation.
pub fn page(shell: &ShellProps, other: &str, form: &FilesForm, sent: &[Attachment]) -> Markup {
    let t = shell.t();
    let main = html! {
        div.wrap.page.stack {
            (ui::back_link(&urls::conversation(form.conversation), other))
            h1 { (t.files()) }
            section.panel.stack.stack--s aria-labelledby="send-files" {
                h2 #send-files { (t.send_files()) }
                (form_fields(t, form))
            }
            @if sent.is_empty() { p.soft { (t.no_files()) } } @else { (list(sent)) }
        }
    };
    layout::page(shell, &t.files(), main)
}

fn form_fields(t: Translator, form: &FilesForm) -> Markup {
    let (id, action) = (
        ids::sending_files(form.conversation),
        urls::conversation_files(form.conversation),
    );
    let (file, text, hint) = (format!("{id}-file"), format!("{id}-text"), format!("{id}-hint"));
    html! {
        form.stack.stack--s method="post" action=(action) enctype="multipart/form-data"
            hx-post=(action) hx-encoding="multipart/form-data" hx-target={ "#" (ids::sheet(form.conversation)) }
            hx-swap="innerHTML" hx-status:42x="swap:innerHTML" hx-status:409="swap:innerHTML" {
            input type="hidden" name="client_id" value=(form.client_id);
            @if let Some(error) = form.error { (ui::error_notice(error)) }
            (rejected_files(&form.rejected))
            @for ready in &form.ready {
                label.choice {
                    input type="checkbox" name="attachment_ids" value=(ready.id) checked;
                    span { (t.file_ready(ready.name)) }
                }
            }
            div.field {
                label for=(file) { (t.choose_files()) }
                input id=(file) type="file" name="files" multiple aria-describedby=(hint)
                    accept=(ACCEPT);
                p.hint id=(hint) { (t.choose_files_hint()) }
            }
            div.field {
                label for=(text) { (t.words_with_files()) }
                textarea id=(text) name="text" rows="1" dir="auto" { "\n" (form.text) }
            }
            div { button.button { (t.send_files()) } }
        }
    }
}
