//! The conversations of a batch. Each is read once, updated in memory for every message, and written once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::{SendMessage, preview};
use crate::conversations::revisions::InboxRevisions;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, conversation, message, user};
use crate::error::{AppError, Result};

/// The new values of a participant's row: conversation, person, activity time, inbox revision, number of additional
/// unread messages, and the draft that replaces the stored one if the person sent a message.
pub type ParticipantUpdate = (ConversationId, UserId, Option<Timestamp>, i64, i64, Option<String>);

pub type Conversations = BTreeMap<ConversationId, ConversationUpdate>;

/// A conversation during a batch: the columns that the batch needs, with the values they will have after it.
#[derive(FromQueryResult)]
pub struct ConversationUpdate {
    pub id: ConversationId,
    renter_id: UserId,
    owner_id: UserId,
    pub revision: i64,
    pub last_message_at: Option<Timestamp>,
    pub asked_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
    renter_inbox_revision: i64,
    owner_inbox_revision: i64,
    #[sea_orm(skip)]
    pub last_message: Option<LastMessage>,
    /// The sender of each message of the batch, and the draft that they have typed since.
    #[sea_orm(skip)]
    senders: Vec<(UserId, String)>,
}

/// The last message as inboxes show it.
pub struct LastMessage {
    pub id: MessageId,
    pub sender: UserId,
    pub text: Option<String>,
}

impl ConversationUpdate {
    pub fn people(&self) -> [UserId; 2] {
        [self.renter_id, self.owner_id]
    }

    /// The next message, without its id. It gets a revision of its own, and a time that is not before the last
    /// message: ids give the order, and times follow it even when the clock steps back.
    pub fn next_message(&mut self, send: &SendMessage) -> message::Model {
        let now = self.last_message_at.map_or(send.now, |last| Ord::max(last, send.now));
        self.revision += 1;
        self.last_message_at = Some(now);
        message::Model {
            id: MessageId(0),
            conversation_id: send.conversation,
            sender_id: send.sender,
            client_id: send.new.client_id.clone(),
            text: send.new.text.clone(),
            created_revision: self.revision,
            revision: self.revision,
            created_at: now,
            updated_at: now,
            edited_at: None,
            unsent_at: None,
            reply_to_id: send.new.reply_to,
            attachments: i64::try_from(send.new.attachments.len()).unwrap_or(i64::MAX),
            reaction: None,
        }
    }

    /// Makes a message the last one. `file` is the name of its first attachment, shown where it has no text.
    pub fn set_last_message(&mut self, tx: &Tx, message: &message::Model, draft: &str, file: Option<String>) {
        let at = Some(message.created_at);
        if message.sender_id == self.renter_id {
            self.asked_at = self.asked_at.or(at);
        } else if self.asked_at.is_some() && self.answered_at.is_none() {
            self.answered_at = at;
            tx.emit(Change::FirstReply(message.sender_id));
        }
        self.last_message = Some(LastMessage {
            id: message.id,
            sender: message.sender_id,
            text: file.filter(|_| message.text.is_empty()).or_else(|| preview(message)),
        });
        self.senders.push((message.sender_id, draft.to_owned()));
    }

    /// The updates of both participants.
    pub fn participants(&self, inboxes: &mut InboxRevisions) -> [ParticipantUpdate; 2] {
        let mut participant = |person, inbox_revision| {
            let revision = inboxes.bump(person, inbox_revision);
            let (own, received): (Vec<_>, Vec<_>) = self.senders.iter().partition(|(sender, _)| *sender == person);
            let unread = i64::try_from(received.len()).unwrap_or(i64::MAX);
            let draft = own.last().map(|(_, draft)| draft.clone());
            (self.id, person, self.last_message_at, revision, unread, draft)
        };
        [
            participant(self.renter_id, self.renter_inbox_revision),
            participant(self.owner_id, self.owner_inbox_revision),
        ]
    }
}

/// Reads the conversations of a batch. An id without a row is missing from the result.
pub async fn load_conversations(tx: &Tx, ids: impl Iterator<Item = ConversationId>) -> Result<Conversations> {
    use conversation::Column;
    let ids: BTreeSet<_> = ids.collect();
    let rows: Vec<ConversationUpdate> = conversation::Entity::find()
        .select_only()
        .columns([Column::Id, Column::RenterId, Column::OwnerId])
        .columns([
            Column::Revision,
            Column::LastMessageAt,
            Column::AskedAt,
            Column::AnsweredAt,
        ])
        .expr_as(inbox_revision_of(Column::RenterId), "renter_inbox_revision")
        .expr_as(inbox_revision_of(Column::OwnerId), "owner_inbox_revision")
        .filter(Column::Id.is_in(ids))
        .into_model()
        .all(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|conversation| (conversation.id, conversation))
        .collect())
}

fn inbox_revision_of(person: conversation::Column) -> Expr {
    let revision = Query::select()
        .column(user::Column::InboxRevision)
        .from(user::Entity)
        .and_where(user::Column::Id.into_expr().eq(person.into_expr()))
        .take();
    Expr::SubQuery(None, Box::new(revision.into()))
}

/// # Errors
/// [`AppError::NotFound`] when the batch has no conversation with this id.
pub fn get_mut(conversations: &mut Conversations, id: ConversationId) -> Result<&mut ConversationUpdate> {
    conversations.get_mut(&id).ok_or(AppError::NotFound)
}
