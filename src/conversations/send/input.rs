//! What was typed into the composer, and what of it is true.

use i18n::{LocalizedMessage, Translator};
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::conversations::attachments::actions::MAX_PER_MESSAGE;
use crate::entities::{AttachmentId, MessageId};
use crate::error::{AppError, FieldErrors, Result};
use crate::text;

/// The longest message, in characters.
pub const MAX_LENGTH: usize = 4_000;

/// The longest name a client may give its message, in characters.
const MAX_CLIENT_ID_LENGTH: usize = 128;

/// The composer as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessageInput {
    /// 1 to 4,000 characters after trimming.
    pub text: String,
    /// The client's own name for this message, unique a form; empty for none.
    pub client_id: String,
    /// The id of the message it quotes; empty for none.
    pub reply_to: String,
    /// The ids of what its sender has brought for it; with any of them it needs no text.
    pub attachment_ids: Vec<String>,
    /// What its sender is writing meanwhile, and goes on writing.
    pub draft: String,
    /// The id of the person whose page this comes from; empty where nobody says.
    pub reader: String,
}

/// A message to be sent, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// 1 to 4,000 characters; may be empty where something goes out with it.
    pub text: String,
    /// The client's own name for it.
    pub client_id: Option<String>,
    /// The message it quotes; whether there is such a one is not known yet.
    pub reply_to: Option<MessageId>,
    /// What is to go out with it; whether it may is not known yet.
    pub attachments: Vec<AttachmentId>,
    /// What its sender goes on writing.
    pub draft: String,
}

impl MessageInput {
    /// What is to go out with it, as far as that can be read.
    pub fn ids(&self) -> Vec<AttachmentId> {
        let ids = self.attachment_ids.iter();
        ids.filter_map(|id| id.parse().ok().map(AttachmentId)).collect()
    }

    /// Takes nothing from the page of somebody else, who was signed in before in the same browser: it would be said, or
    /// stored_draft, in the name of who is now.
    ///
    /// # Errors
    /// [`AppError::SignInRequired`], as somebody else.
    pub fn reject_if_other_user(&self, viewer: &Viewer) -> Result<()> {
        if self.reader.is_empty() || self.reader == viewer.id.to_string() {
            return Ok(());
        }
        Err(AppError::SignInRequired)
    }

    /// A message to be sent, or everything that is wrong with what was typed.
    ///
    /// # Errors
    /// [`crate::error::AppError::Invalid`] with every field that is wrong.
    pub fn parse(&self) -> Result<NewMessage> {
        let mut errors = FieldErrors::default();
        let text = errors.take("text", self.parse_text());
        let attachments = errors.take("attachment_ids", parse_attachments(&self.attachment_ids));
        let client_id = errors.take("client_id", parse_client_id(&self.client_id));
        let reply_to = errors.take("reply_to", parse_reply_to(&self.reply_to));
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
        if self.text.trim().is_empty() && !self.attachment_ids.is_empty() {
            return Ok(String::new());
        }
        text::post(&self.text, MAX_LENGTH)
    }
}

/// What is stored_draft of what was typed: as much as a message may be long.
pub fn stored_draft(typed: &str) -> String {
    typed.chars().filter(|c| *c != '\0').take(MAX_LENGTH).collect()
}

fn parse_attachments(typed: &[String]) -> Result<Vec<AttachmentId>, LocalizedMessage> {
    let ids = typed.iter().map(|id| id.parse().map(AttachmentId));
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

fn parse_reply_to(typed: &str) -> Result<Option<MessageId>, LocalizedMessage> {
    if typed.is_empty() {
        return Ok(None);
    }
    let id = typed
        .parse()
        .map_err(|_| LocalizedMessage::new(Translator::quote_wrong))?;
    Ok(Some(MessageId(id)))
}

fn parse_client_id(typed: &str) -> Result<Option<String>, LocalizedMessage> {
    let client_id = text::line(typed)?;
    if client_id.chars().count() > MAX_CLIENT_ID_LENGTH {
        return Err(LocalizedMessage::new(|t| t.client_id_too_long(MAX_CLIENT_ID_LENGTH)));
    }
    Ok(Some(client_id.to_owned()).filter(|id| !id.is_empty()))
}
