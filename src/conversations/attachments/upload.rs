//! Receives a multipart form with files. Up to [`READ_AHEAD`] files are saved to disk before they are processed. A
//! rejected file does not stop the others.

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

/// Maximum size of a field that is not a file, in bytes: more than a message of 4,000 characters needs.
const MAX_FIELD_BYTES: usize = 20_000;

/// The content of a form after its files were stored.
#[derive(Default)]
pub struct UploadedFiles {
    /// The message, with the ids of the stored attachments.
    pub input: MessageInput,
    pub rejected: Vec<RejectedFile>,
}

/// Reads a form and stores its files. The rate limit counts each file at its first byte, also if the file is rejected
/// later, so a client over the limit causes no disk writes. The caller must check that the viewer is a participant.
///
/// # Errors
/// Errors that end the whole upload: [`AppError::TooMany`], [`AppError::StorageFull`], an invalid form.
pub async fn receive(
    app: &App,
    viewer: &Viewer,
    conversation: ConversationId,
    mut form: MultipartBody,
) -> Result<UploadedFiles> {
    let (mut uploaded, mut saved) = (UploadedFiles::default(), Vec::new());
    let open = || {
        app.rate_limits
            .upload(viewer.id)
            .and_then(|()| app.files.store().scratch())
    };
    while let Some(part) = form.next().await? {
        match part.file_name() {
            Some(name) => {
                saved.push((name, part.save(MAX_BYTES, open).await?));
                if saved.len() == READ_AHEAD {
                    uploaded.store(app, viewer, conversation, &mut saved).await?;
                }
            }
            None => uploaded.read_field(part).await?,
        }
    }
    uploaded.store(app, viewer, conversation, &mut saved).await?;
    Ok(uploaded)
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
            let is_full = self.input.attachment_ids.len() >= MAX_PER_MESSAGE;
            let stored = store_file(app, viewer, conversation, &name, file, is_full).await;
            if let Some(row) = accepted(name, stored, &mut self.rejected)? {
                self.input.attachment_ids.push(row.id.to_string());
            }
        }
        Ok(())
    }

    async fn read_field(&mut self, part: MultipartPart) -> Result<()> {
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

/// Stores one file; None for an empty one. `is_full` means that the message already has all the attachments it may
/// have.
async fn store_file(
    app: &App,
    viewer: &Viewer,
    conversation: ConversationId,
    name: &str,
    saved: Option<SavedFile>,
    is_full: bool,
) -> Result<Option<attachment::Model>> {
    let Some(SavedFile { file, length }) = saved else {
        return Ok(None);
    };
    if is_full {
        return Err(rejection(LocalizedMessage::new(|t| {
            t.attachments_full(MAX_PER_MESSAGE)
        })));
    }
    if length > MAX_BYTES {
        return Err(rejection(ImageError::TooLarge(length, MAX_BYTES).message()));
    }
    Ok(Some(store(app.context(), viewer, conversation, name, file?).await?))
}

fn rejection(reason: LocalizedMessage) -> Error {
    AppError::Rejected(reason).into()
}
