//! Checks of messages: order, revisions, and columns that depend on attachments, quotes and earlier versions.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Findings;
use crate::db::Snapshot;
use crate::entities::{
    ConversationId, MessageId, Timestamp, UserId, attachment, conversation, message, message_version, participant,
};
use crate::error::Result;
use crate::maintenance::PAGE;

/// Facts about all messages of a conversation, to compare with the rows of the conversation and its participants.
#[derive(Default)]
pub struct MessageFacts {
    /// The last message.
    pub last: Option<message::Model>,
    /// The name of the last message's first file.
    pub last_file: Option<String>,
    /// The highest revision of all messages.
    pub revision: i64,
    /// The time of the renter's first message.
    pub asked_at: Option<Timestamp>,
    /// The time of the owner's first message after it.
    pub answered_at: Option<Timestamp>,
    /// The number of messages that each participant has received and not read.
    pub unread: HashMap<UserId, i64>,
    /// Participants whose last read message exists in the conversation.
    pub valid_read: HashSet<UserId>,
    /// Participants whose read receipt names a message that they have received in the conversation.
    pub valid_receipt: HashSet<UserId>,
}

/// The rows that a page of messages refers to.
struct RelatedRows {
    /// The conversation of each quoted message.
    quoted: HashMap<MessageId, ConversationId>,
    files: Vec<attachment::Model>,
    /// Messages with earlier versions.
    edited: HashSet<MessageId>,
}

struct CheckedMessage<'a> {
    row: &'a message::Model,
    previous: Option<&'a message::Model>,
    conversation: &'a conversation::Model,
    related: &'a RelatedRows,
}

/// Checks every message of a conversation.
pub async fn check(
    snapshot: &Snapshot,
    conversation: &conversation::Model,
    participants: &[&participant::Model],
    findings: &mut Findings<'_>,
) -> Result<MessageFacts> {
    let mut facts = MessageFacts::default();
    loop {
        let after = facts.last.as_ref().map_or(MessageId(0), |last| last.id);
        let page = message::Entity::find()
            .filter(message::Column::ConversationId.eq(conversation.id))
            .filter(message::Column::Id.gt(after))
            .order_by_asc(message::Column::Id)
            .limit(PAGE)
            .all(snapshot.conn())
            .await?;
        if page.is_empty() {
            return Ok(facts);
        }
        let related = related_rows(snapshot, &page).await?;
        for row in page {
            let message = CheckedMessage {
                row: &row,
                previous: facts.last.as_ref(),
                conversation,
                related: &related,
            };
            for finding in CHECKS.iter().filter_map(|check| check(&message)) {
                findings.add(&format!("message {}: {finding}", row.id));
            }
            facts.add(row, conversation, participants, &related);
        }
    }
}

async fn related_rows(snapshot: &Snapshot, page: &[message::Model]) -> Result<RelatedRows> {
    let ids = || page.iter().map(|row| row.id);
    let quoted: Vec<MessageId> = page.iter().filter_map(|row| row.reply_to_id).collect();
    let quoted = if quoted.is_empty() {
        Vec::new()
    } else {
        message::Entity::find()
            .select_only()
            .columns([message::Column::Id, message::Column::ConversationId])
            .filter(message::Column::Id.is_in(quoted))
            .into_tuple::<(MessageId, ConversationId)>()
            .all(snapshot.conn())
            .await?
    };
    let files = attachment::Entity::find()
        .filter(attachment::Column::MessageId.is_in(ids()))
        .order_by_asc(attachment::Column::Id)
        .all(snapshot.conn())
        .await?;
    let edited: Vec<MessageId> = message_version::Entity::find()
        .select_only()
        .column(message_version::Column::MessageId)
        .filter(message_version::Column::MessageId.is_in(ids()))
        .into_tuple()
        .all(snapshot.conn())
        .await?;
    Ok(RelatedRows {
        quoted: quoted.into_iter().collect(),
        files,
        edited: edited.into_iter().collect(),
    })
}

impl MessageFacts {
    fn add(
        &mut self,
        row: message::Model,
        conversation: &conversation::Model,
        participants: &[&participant::Model],
        related: &RelatedRows,
    ) {
        self.revision = self.revision.max(row.revision);
        if row.sender_id == conversation.renter_id {
            self.asked_at = self.asked_at.or(Some(row.created_at));
        } else if self.asked_at.is_some() {
            self.answered_at = self.answered_at.or(Some(row.created_at));
        }
        for participant in participants {
            let (user, is_own) = (participant.user_id, row.sender_id == participant.user_id);
            if row.id > participant.read_message_id && !is_own {
                *self.unread.entry(user).or_default() += 1;
            }
            if row.id == participant.read_message_id {
                self.valid_read.insert(user);
            }
            if row.id == participant.receipt_message_id && !is_own {
                self.valid_receipt.insert(user);
            }
        }
        let first = related.files.iter().find(|file| file.message_id == Some(row.id));
        self.last_file = first.map(|file| file.name.clone());
        self.last = Some(row);
    }
}

type Check = fn(&CheckedMessage<'_>) -> Option<&'static str>;

const CHECKS: [Check; 7] = [sender, order, revision, content, quote, files, versions];

fn sender(message: &CheckedMessage<'_>) -> Option<&'static str> {
    let (row, conversation) = (message.row, message.conversation);
    let is_participant = row.sender_id == conversation.renter_id || row.sender_id == conversation.owner_id;
    (!is_participant).then_some("its sender is not a participant")
}

fn order(message: &CheckedMessage<'_>) -> Option<&'static str> {
    let is_ordered = message.previous.is_none_or(|previous| {
        previous.created_revision < message.row.created_revision && previous.created_at <= message.row.created_at
    });
    (!is_ordered).then_some("it is older than the message before it")
}

fn revision(message: &CheckedMessage<'_>) -> Option<&'static str> {
    (message.row.revision < message.row.created_revision).then_some("its revision is older than its creation")
}

fn content(message: &CheckedMessage<'_>) -> Option<&'static str> {
    let row = message.row;
    let has_content = !row.text.is_empty()
        || row.edited_at.is_some()
        || row.reply_to_id.is_some()
        || row.reaction.is_some()
        || row.attachments > 0;
    match row.is_unsent() {
        true if has_content => Some("it is unsent but still has content"),
        false if row.text.is_empty() && row.attachments == 0 => Some("it has neither text nor files"),
        _ => None,
    }
}

fn quote(message: &CheckedMessage<'_>) -> Option<&'static str> {
    let quoted = message.row.reply_to_id?;
    let is_earlier = message.related.quoted.get(&quoted) == Some(&message.conversation.id) && quoted < message.row.id;
    (!is_earlier).then_some("the message that it quotes is not an earlier one of the conversation")
}

fn files(message: &CheckedMessage<'_>) -> Option<&'static str> {
    let row = message.row;
    let files = message.related.files.iter();
    let (mut count, mut has_foreign) = (0, false);
    for file in files.filter(|file| file.message_id == Some(row.id)) {
        count += 1;
        has_foreign |= file.conversation_id != row.conversation_id || file.sender_id != row.sender_id;
    }
    if has_foreign {
        return Some("one of its files has another sender or conversation");
    }
    (count != row.attachments).then_some("its number of files is wrong")
}

fn versions(message: &CheckedMessage<'_>) -> Option<&'static str> {
    let has_versions = message.related.edited.contains(&message.row.id);
    (has_versions != message.row.edited_at.is_some())
        .then_some("it has earlier versions but no time of an edit, or the reverse")
}
