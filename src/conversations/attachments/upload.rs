//! A form with files, as it arrives: some are read before the first of them is taken in, and one that is refused loses no other.

use i18n::LocalizedMessage;
use poem::{Error, Result};

use super::actions::{MAX_PER_MESSAGE, store};
use super::file_types::MAX_BYTES;
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::send::input::MessageInput;
use crate::entities::{ConversationId, attachment};
use crate::error::AppError;
use crate::http::request::multipart::{MultipartBody, MultipartPart, READ_AHEAD, SavedFile};
use crate::http::request::rejected_file::{RejectedFile, accepted};
use crate::images::ImageError;

/// The most bytes of a field that is no file: of a message of 4,000 characters, and more.
const MAX_FIELD_BYTES: usize = 20_000;

/// What a form brought.
#[derive(Default)]
pub struct UploadedFiles {
    /// The message, with the files that it brings.
    pub input: MessageInput,
    /// What was not taken.
    pub rejected: Vec<RejectedFile>,
}

/// Takes in every file of a form, and what else it says. Each counts as soon as something of it is there, also when it is
/// refused, so that nothing is written for somebody who has brought too much. Whether the conversation is the viewer's is
/// known by whoever calls.
///
/// # Errors
/// What stops all of it: too many, no room, a broken form.
pub async fn receive(
    app: &App,
    viewer: &Viewer,
    conversation: ConversationId,
    mut form: MultipartBody,
) -> Result<UploadedFiles> {
    let (mut arrived, mut saved) = (UploadedFiles::default(), Vec::new());
    let opened = || app.rate_limits.upload(viewer.id).and_then(|()| app.files.scratch());
    while let Some(part) = form.next().await? {
        match part.file_name() {
            Some(name) => {
                saved.push((name, part.save(MAX_BYTES, opened).await?));
                if saved.len() == READ_AHEAD {
                    arrived.store(app, viewer, conversation, &mut saved).await?;
                }
            }
            None => arrived.note(part).await?,
        }
    }
    arrived.store(app, viewer, conversation, &mut saved).await?;
    Ok(arrived)
}

impl UploadedFiles {
    async fn store(
        &mut self,
        app: &App,
        viewer: &Viewer,
        conversation: ConversationId,
        saved: &mut Vec<(String, Option<SavedFile>)>,
    ) -> Result<()> {
        for (name, file) in saved.drain(..) {
            let full = self.input.attachment_ids.len() >= MAX_PER_MESSAGE;
            let added = add(app, viewer, conversation, &name, file, full).await;
            if let Some(row) = accepted(name, added, &mut self.rejected)? {
                self.input.attachment_ids.push(row.id.to_string());
            }
        }
        Ok(())
    }

    async fn note(&mut self, part: MultipartPart) -> Result<()> {
        let field = part.name().to_owned();
        let value = part.text(MAX_FIELD_BYTES).await?;
        match field.as_str() {
            "text" => self.input.text = value,
            "client_id" => self.input.client_id = value,
            "attachment_ids" => self.input.attachment_ids.push(value),
            _ => {}
        }
        Ok(())
    }
}

/// None when there is nothing in the file.
async fn add(
    app: &App,
    viewer: &Viewer,
    conversation: ConversationId,
    name: &str,
    saved: Option<SavedFile>,
    full: bool,
) -> Result<Option<attachment::Model>> {
    let Some(SavedFile { file, length }) = saved else {
        return Ok(None);
    };
    if full {
        return Err(refusal(LocalizedMessage::new(|t| t.attachments_full(MAX_PER_MESSAGE))));
    }
    if length > MAX_BYTES {
        return Err(refusal(ImageError::TooLarge(length, MAX_BYTES).message()));
    }
    Ok(Some(store(app.context(), viewer, conversation, name, file?).await?))
}

fn refusal(why: LocalizedMessage) -> Error {
    AppError::Refused(why).into()
}
