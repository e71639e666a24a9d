//! Checks of conversations and their participants: columns that are derived from the messages.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Findings;
use super::messages::{self, MessageFacts};
use crate::conversations::send::batch::PREVIEW_LENGTH;
use crate::db::Snapshot;
use crate::entities::{ConversationId, ListingId, MessageId, UserId, conversation, listing, participant, user};
use crate::error::Result;
use crate::maintenance::PAGE;
use crate::maintenance::progress::Progress;

struct CheckedConversation<'a> {
    row: &'a conversation::Model,
    /// The owner of the listing.
    owner: Option<UserId>,
    participants: Vec<CheckedParticipant<'a>>,
    facts: MessageFacts,
}

struct CheckedParticipant<'a> {
    row: &'a participant::Model,
    inbox_revision: i64,
}

/// The rows that a page of conversations refers to.
struct RelatedRows {
    owners: HashMap<ListingId, UserId>,
    participants: Vec<participant::Model>,
    inbox_revisions: HashMap<UserId, i64>,
}

/// Checks every conversation and the messages in it.
pub async fn check(snapshot: &Snapshot, findings: &mut Findings<'_>) -> Result<()> {
    let all = conversation::Entity::find().count(snapshot.conn()).await?;
    let mut progress = Progress::new("Conversations", all);
    let mut after = ConversationId(0);
    loop {
        let page = conversation::Entity::find()
            .filter(conversation::Column::Id.gt(after))
            .order_by_asc(conversation::Column::Id)
            .limit(PAGE)
            .all(snapshot.conn())
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let related = related_rows(snapshot, &page).await?;
        for row in &page {
            let participants: Vec<_> = related.participants_of(row.id).collect();
            let facts = messages::check(snapshot, row, &participants, findings).await?;
            run_checks(&CheckedConversation::new(row, &related, facts), findings);
            progress.add(1);
        }
    }
}

async fn related_rows(snapshot: &Snapshot, page: &[conversation::Model]) -> Result<RelatedRows> {
    let owners = listing::Entity::find()
        .select_only()
        .columns([listing::Column::Id, listing::Column::OwnerId])
        .filter(listing::Column::Id.is_in(page.iter().map(|row| row.listing_id)))
        .into_tuple::<(ListingId, UserId)>()
        .all(snapshot.conn())
        .await?;
    let participants = participant::Entity::find()
        .filter(participant::Column::ConversationId.is_in(page.iter().map(|row| row.id)))
        .all(snapshot.conn())
        .await?;
    let inbox_revisions = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::InboxRevision])
        .filter(user::Column::Id.is_in(participants.iter().map(|row| row.user_id)))
        .into_tuple::<(UserId, i64)>()
        .all(snapshot.conn())
        .await?;
    Ok(RelatedRows {
        owners: owners.into_iter().collect(),
        participants,
        inbox_revisions: inbox_revisions.into_iter().collect(),
    })
}

impl RelatedRows {
    fn participants_of(&self, id: ConversationId) -> impl Iterator<Item = &participant::Model> {
        self.participants.iter().filter(move |row| row.conversation_id == id)
    }
}

impl<'a> CheckedConversation<'a> {
    fn new(row: &'a conversation::Model, related: &'a RelatedRows, facts: MessageFacts) -> Self {
        let participant = |row: &'a participant::Model| CheckedParticipant {
            row,
            inbox_revision: related.inbox_revisions.get(&row.user_id).copied().unwrap_or_default(),
        };
        Self {
            row,
            owner: related.owners.get(&row.listing_id).copied(),
            participants: related.participants_of(row.id).map(participant).collect(),
            facts,
        }
    }
}

fn run_checks(conversation: &CheckedConversation<'_>, findings: &mut Findings<'_>) {
    let id = conversation.row.id;
    for finding in CHECKS.iter().filter_map(|check| check(conversation)) {
        findings.add(&format!("conversation {id}: {finding}"));
    }
    for participant in &conversation.participants {
        let user = participant.row.user_id;
        for finding in PARTICIPANT_CHECKS
            .iter()
            .filter_map(|check| check(conversation, participant))
        {
            findings.add(&format!("conversation {id}, participant {user}: {finding}"));
        }
    }
}

type Check = fn(&CheckedConversation<'_>) -> Option<&'static str>;

const CHECKS: [Check; 7] = [
    owner,
    participants,
    revision,
    last_message,
    preview,
    asked_at,
    answered_at,
];

fn owner(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    (Some(conversation.row.owner_id) != conversation.owner).then_some("its owner is not the owner of the listing")
}

fn participants(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    let has = |user| {
        conversation
            .participants
            .iter()
            .any(|participant| participant.row.user_id == user)
    };
    let is_correct =
        conversation.participants.len() == 2 && has(conversation.row.renter_id) && has(conversation.row.owner_id);
    (!is_correct).then_some("its participants are not its renter and its owner")
}

fn revision(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    // A receipt may wait for the next revision, see `read_receipts::set_preference`.
    let receipts = conversation
        .participants
        .iter()
        .map(|participant| participant.row.receipt_revision - 1);
    let newest = receipts.chain([conversation.facts.revision]).max().unwrap_or_default();
    (conversation.row.revision < newest)
        .then_some("its revision is older than a change in it: clients would not receive the change")
}

fn last_message(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    let (row, last) = (conversation.row, conversation.facts.last.as_ref());
    let stored = (row.last_message_id, row.last_message_sender_id, row.last_message_at);
    let expected = (
        last.map(|last| last.id),
        last.map(|last| last.sender_id),
        last.map(|last| last.created_at),
    );
    (stored != expected).then_some("inboxes show another message than its last")
}

/// Compares the preview: the beginning of the last message's text, else the name of its first file; None if unsent.
fn preview(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    let expected = conversation
        .facts
        .last
        .as_ref()
        .filter(|last| !last.is_unsent())
        .map(|last| {
            let text: String = last.text.chars().take(PREVIEW_LENGTH).collect();
            conversation
                .facts
                .last_file
                .clone()
                .filter(|_| text.is_empty())
                .unwrap_or(text)
        });
    (conversation.row.last_message_text != expected)
        .then_some("inboxes show another text than that of its last message")
}

fn asked_at(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    (conversation.row.asked_at != conversation.facts.asked_at)
        .then_some("the time of the renter's first message is wrong")
}

fn answered_at(conversation: &CheckedConversation<'_>) -> Option<&'static str> {
    (conversation.row.answered_at != conversation.facts.answered_at)
        .then_some("the time of the owner's first reply is wrong")
}

type ParticipantCheck = fn(&CheckedConversation<'_>, &CheckedParticipant<'_>) -> Option<String>;

const PARTICIPANT_CHECKS: [ParticipantCheck; 5] = [unread, read, receipt, activity, inbox];

fn unread(conversation: &CheckedConversation<'_>, participant: &CheckedParticipant<'_>) -> Option<String> {
    let expected = conversation
        .facts
        .unread
        .get(&participant.row.user_id)
        .copied()
        .unwrap_or_default();
    let stored = participant.row.unread;
    (stored != expected).then(|| format!("its unread count is {stored} instead of {expected}"))
}

fn read(conversation: &CheckedConversation<'_>, participant: &CheckedParticipant<'_>) -> Option<String> {
    let message = participant.row.read_message_id;
    let exists = message == MessageId(0) || conversation.facts.valid_read.contains(&participant.row.user_id);
    (!exists).then(|| format!("its last read message {message} is not in the conversation"))
}

fn receipt(conversation: &CheckedConversation<'_>, participant: &CheckedParticipant<'_>) -> Option<String> {
    let message = participant.row.receipt_message_id;
    let was_received = message == MessageId(0) || conversation.facts.valid_receipt.contains(&participant.row.user_id);
    let is_correct = was_received && message <= participant.row.read_message_id;
    (!is_correct).then(|| format!("its read receipt for message {message} is wrong"))
}

fn activity(conversation: &CheckedConversation<'_>, participant: &CheckedParticipant<'_>) -> Option<String> {
    let last = conversation.facts.last.as_ref().map(|last| last.created_at);
    let is_correct = participant.row.activity_at == last.unwrap_or(conversation.row.created_at);
    (!is_correct).then(|| "its time in the inbox is not that of the last message".to_owned())
}

fn inbox(_conversation: &CheckedConversation<'_>, participant: &CheckedParticipant<'_>) -> Option<String> {
    let is_correct = participant.row.activity_revision <= participant.row.revision
        && participant.row.revision <= participant.inbox_revision;
    (!is_correct)
        .then(|| "its revision is newer than that of its inbox: clients would not receive the change".to_owned())
}
