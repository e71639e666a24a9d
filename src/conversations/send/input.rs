//! The input of the composer, and the validated message that it parses to.

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::conversations::attachments::actions::MAX_PER_MESSAGE;
use crate::entities::{AttachmentId, MessageId};
use crate::error::{AppError, FieldErrors, Result};
use crate::text;

/// Maximum length of a message, in characters.
pub const MAX_LENGTH: usize = 4_000;

/// Maximum length of an idempotency key, in characters.
const MAX_CLIENT_ID_LENGTH: usize = 128;

/// The form fields of the composer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessageInput {
    /// 1 to 4,000 characters after trimming.
    pub text: String,
    /// The idempotency key, which the page generates for each message; empty for none.
    pub client_id: String,
    /// The id of the quoted message; empty for none.
    pub reply_to: String,
    /// The ids of uploaded attachments. With any of them the text may be empty.
    pub attachment_ids: Vec<String>,
    /// The text that the sender has typed since, which becomes the saved draft.
    pub draft: String,
    /// The user whose page contains the composer; empty for clients that do not send it.
    pub reader: String,
}

/// A validated message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// 1 to 4,000 characters; may be empty with attachments.
    pub text: String,
    /// The idempotency key.
    pub client_id: Option<String>,
    /// The quoted message. The action checks that the conversation has it.
    pub reply_to: Option<MessageId>,
    /// The attachments. The action checks that the sender may send them.
    pub attachments: Vec<AttachmentId>,
    /// The draft that replaces the saved one.
    pub draft: String,
}

impl MessageInput {
    /// The valid attachment ids; for a form that is shown again, where invalid ones are left out.
    pub fn ids(&self) -> Vec<AttachmentId> {
        let ids = self.attachment_ids.iter();
        ids.filter_map(|id| id.parse().ok().map(AttachmentId)).collect()
    }

    /// Rejects input from the page of another user, who was signed in before in the same browser. It would be sent or
    /// saved in the name of the current viewer.
    ///
    /// # Errors
    /// [`AppError::SignInRequired`] when the page belongs to another user.
    pub fn reject_if_other_user(&self, viewer: &Viewer) -> Result<()> {
        if self.reader.is_empty() || self.reader == viewer.id.to_string() {
            return Ok(());
        }
        Err(AppError::SignInRequired)
    }

    /// # Errors
    /// [`AppError::Invalid`] with the errors of all invalid fields.
    pub fn parse(&self) -> Result<NewMessage> {
        let mut errors = FieldErrors::default();
        let text = errors.collect("text", self.parse_text());
        let attachments = errors.collect("attachment_ids", parse_attachments(&self.attachment_ids));
        let client_id = errors.collect("client_id", parse_client_id(&self.client_id));
        let reply_to = errors.collect("reply_to", parse_reply_to(&self.reply_to));
        match (text, client_id, reply_to, attachments) {
            (Some(text), Some(client_id), Some(reply_to), Some(attachments)) => Ok(NewMessage {
                text,
                client_id,
                reply_to,
                attachments,
                draft: stored_draft(&self.draft),
            }),
            _ => Err(errors.into_error()),
        }
    }

    fn parse_text(&self) -> Result<String, LocalizedMessage> {
        if !self.attachment_ids.is_empty() && text::multi_line(&self.text)?.is_empty() {
            return Ok(String::new());
        }
        text::required_text(&self.text, MAX_LENGTH)
    }
}

/// The part of typed text that is saved as a draft: the first [`MAX_LENGTH`] characters, without NUL.
pub fn stored_draft(typed: &str) -> String {
    typed.chars().filter(|c| *c != '\0').take(MAX_LENGTH).collect()
}

fn parse_attachments(input: &[String]) -> Result<Vec<AttachmentId>, LocalizedMessage> {
    let ids = input.iter().map(|id| id.parse().map(AttachmentId));
    let mut ids = ids
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| LocalizedMessage::new(Translator::attachment_gone))?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MAX_PER_MESSAGE {
        return Err(LocalizedMessage::new(|t| t.attachments_full(MAX_PER_MESSAGE)));
    }
    Ok(ids)
}

fn parse_reply_to(input: &str) -> Result<Option<MessageId>, LocalizedMessage> {
    if input.is_empty() {
        return Ok(None);
    }
    let id = input
        .parse()
        .map_err(|_| LocalizedMessage::new(Translator::quote_wrong))?;
    Ok(Some(MessageId(id)))
}

fn parse_client_id(input: &str) -> Result<Option<String>, LocalizedMessage> {
    // Not cleaned: two keys that differ stay different.
    let client_id = input.trim();
    if client_id.contains(char::is_control) {
        return Err(LocalizedMessage::new(Translator::one_line_only));
    }
    if client_id.chars().count() > MAX_CLIENT_ID_LENGTH {
        return Err(LocalizedMessage::new(|t| t.client_id_too_long(MAX_CLIENT_ID_LENGTH)));
    }
    Ok(Some(client_id.to_owned()).filter(|id| !id.is_empty()))
}
