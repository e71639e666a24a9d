//! Conversations and messages as JSON.

use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::Deserialize;

use super::attachments::api::AttachmentResponse;
use super::inbox::query::InboxRow;
use super::thread::Thread;
use crate::accounts::Viewer;
use crate::accounts::api::PersonResponse;
use crate::encoding::rfc3339;
use crate::entities::message::{self, Reaction};
use crate::entities::{UserId, attachment};
use crate::photos::api::url;

/// The listing of a conversation.
#[derive(Clone, Debug, Object)]
pub struct ListingSummaryResponse {
    pub id: i64,
    pub title: String,
    pub city: String,
    /// The path of its first photo on this site.
    #[oai(nullable)]
    pub photo: Option<String>,
}

/// The thread between a renter and the owner of a listing.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
pub struct ConversationResponse {
    pub id: i64,
    pub listing: ListingSummaryResponse,
    pub renter: PersonResponse,
    pub owner: PersonResponse,
    /// The first 200 characters of the newest message; null without one, or when it was unsent.
    #[oai(nullable)]
    pub last_message: Option<String>,
    /// When the newest message was sent; null without one.
    #[oai(nullable)]
    pub last_message_at: Option<String>,
    /// Number of messages that you have not read.
    pub unread: i64,
    /// Increases with every change that you see, your own reading included.
    pub revision: i64,
    /// RFC 3339, UTC, with milliseconds.
    pub created_at: String,
    /// When a message or a read receipt last changed. RFC 3339, UTC, with milliseconds.
    pub updated_at: String,
}

impl From<&InboxRow> for ConversationResponse {
    fn from(row: &InboxRow) -> Self {
        let person = |id: UserId, name: &String| PersonResponse {
            id: id.0,
            name: name.clone(),
        };
        Self {
            id: row.id.0,
            listing: ListingSummaryResponse {
                id: row.listing_id.0,
                title: row.listing_title.clone(),
                city: row.listing_city.clone(),
                photo: row.cover_id.map(url),
            },
            renter: person(row.renter_id, &row.renter_name),
            owner: person(row.owner_id, &row.owner_name),
            last_message: row.last_message_text.clone(),
            last_message_at: row.last_message_at.map(rfc3339),
            unread: row.unread,
            revision: row.revision,
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
        }
    }
}

/// A message of a conversation.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
pub struct MessageResponse {
    /// Ids increase in the order of the messages.
    pub id: i64,
    /// The conversation's id.
    pub conversation: i64,
    pub sender: PersonResponse,
    pub text: String,
    /// Whether its recipient has read it. For your own messages it is true only while both of you have read receipts
    /// switched on.
    pub read: bool,
    /// RFC 3339, UTC, with milliseconds.
    pub created_at: String,
    /// RFC 3339, UTC, with milliseconds.
    pub updated_at: String,
    /// When its sender last edited it; absent if never.
    #[oai(skip_serializing_if_is_none)]
    pub edited_at: Option<String>,
    /// When its sender unsent it; absent if not. The text is empty then.
    #[oai(skip_serializing_if_is_none)]
    pub unsent_at: Option<String>,
    /// The id of the message that it quotes; absent if none.
    #[oai(skip_serializing_if_is_none)]
    pub reply_to: Option<i64>,
    /// The reaction of its recipient; absent if none.
    #[oai(skip_serializing_if_is_none)]
    pub reaction: Option<ReactionValue>,
    /// Its files; absent if none.
    #[oai(default, skip_serializing_if_is_empty)]
    pub attachments: Vec<AttachmentResponse>,
}

/// A reaction to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum ReactionValue {
    /// A thumb up.
    Like,
    /// A heart.
    Love,
    /// A laughing face.
    Laugh,
    /// A surprised face.
    Wow,
    /// A sad face.
    Sad,
}

impl From<Reaction> for ReactionValue {
    fn from(reaction: Reaction) -> Self {
        match reaction {
            Reaction::Like => Self::Like,
            Reaction::Love => Self::Love,
            Reaction::Laugh => Self::Laugh,
            Reaction::Wow => Self::Wow,
            Reaction::Sad => Self::Sad,
        }
    }
}

impl MessageResponse {
    /// A message of a thread, as its viewer sees it.
    pub fn new<'a>(
        thread: &Thread,
        row: &message::Model,
        attachments: impl Iterator<Item = &'a attachment::Model>,
    ) -> Self {
        let own = row.sender_id == thread.viewer.id;
        let (sender, read_up_to) = if own {
            (&thread.viewer, thread.receipt.message)
        } else {
            (&thread.other, thread.read_by_viewer)
        };
        Self::from_row(sender.into(), row, row.id <= read_up_to, attachments)
    }

    /// A message that the viewer has just sent, so the recipient has not read it.
    pub fn sent(viewer: &Viewer, row: &message::Model, attachments: &[attachment::Model]) -> Self {
        let sender = PersonResponse {
            id: viewer.id.0,
            name: viewer.name.clone(),
        };
        Self::from_row(sender, row, false, attachments.iter())
    }

    fn from_row<'a>(
        sender: PersonResponse,
        row: &message::Model,
        read: bool,
        attachments: impl Iterator<Item = &'a attachment::Model>,
    ) -> Self {
        Self {
            id: row.id.0,
            conversation: row.conversation_id.0,
            sender,
            text: row.text.clone(),
            read,
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
            edited_at: row.edited_at.map(rfc3339),
            unsent_at: row.unsent_at.map(rfc3339),
            reply_to: row.reply_to_id.map(|id| id.0),
            reaction: row.reaction.map(ReactionValue::from),
            attachments: attachments.map(AttachmentResponse::from).collect(),
        }
    }
}

/// The listing to ask about, and its owner.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
pub struct NewConversationRequest {
    /// The id of the listing.
    pub listing_id: i64,
    /// The id of its owner.
    pub owner_id: i64,
}

impl Example for NewConversationRequest {
    fn example() -> Self {
        Self {
            listing_id: 1,
            owner_id: 3,
        }
    }
}

/// A message to send.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default, rename_all = "camelCase")]
pub struct NewMessageRequest {
    /// The id of one of your conversations.
    pub conversation_id: i64,
    /// 1 to 4,000 characters.
    #[oai(validator(max_length = 4_000))]
    pub text: String,
    /// The idempotency key, at most 128 characters: the same key and text again returns the stored message.
    #[oai(validator(max_length = 128), nullable)]
    pub client_id: Option<String>,
    /// The id of a message of the conversation to quote.
    #[oai(nullable)]
    pub reply_to: Option<i64>,
    /// Up to 5 ids from `POST /attachments` of this conversation; with any of them the text may be empty.
    #[oai(default)]
    pub attachment_ids: Vec<i64>,
}

impl Example for NewMessageRequest {
    fn example() -> Self {
        Self {
            conversation_id: 1,
            text: "Is the flat still free from February?".to_owned(),
            client_id: Some("b6d1f0e2-5a0b-4c39-9a51-0f9a2a1c7a11".to_owned()),
            reply_to: None,
            attachment_ids: Vec::new(),
        }
    }
}

/// The new text of a message.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(example)]
#[serde(default)]
pub struct EditMessageRequest {
    /// 1 to 4,000 characters.
    #[oai(validator(min_length = 1, max_length = 4_000))]
    pub text: String,
}

impl Example for EditMessageRequest {
    fn example() -> Self {
        Self {
            text: "Is the flat still free from March?".to_owned(),
        }
    }
}

/// A reaction, or none.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(example)]
#[serde(default)]
pub struct ReactionRequest {
    /// `like`, `love`, `laugh`, `wow` or `sad`; `null` removes it.
    #[oai(nullable)]
    pub reaction: Option<String>,
}

impl Example for ReactionRequest {
    fn example() -> Self {
        Self {
            reaction: Some("like".to_owned()),
        }
    }
}
