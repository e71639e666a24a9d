//! The messages of a conversation: their order, and what each repeats of the rows that belong to it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Findings;
use crate::db::Snapshot;
use crate::entities::{
    ConversationId, MessageId, Timestamp, UserId, attachment, conversation, message, message_version, participant,
};
use crate::error::Result;
use crate::maintenance::PAGE;

/// What the messages of a conversation say together: as much of it as is repeated elsewhere.
#[derive(Default)]
pub struct MessageFacts {
    /// The last one.
    pub last: Option<message::Model>,
    /// The name of the first file that came with it.
    pub last_file: Option<String>,
    /// The newest revision of any.
    pub revision: i64,
    /// When the renter first asked.
    pub asked_at: Option<Timestamp>,
    /// When the owner first answered that.
    pub answered_at: Option<Timestamp>,
    /// How many of the other side's messages each person has not read.
    pub unread: HashMap<UserId, i64>,
    /// Whose newest read message is here.
    pub read: HashSet<UserId>,
    /// Of whom the other side is told that they have read a message that is here, and is not their own.
    pub told: HashSet<UserId>,
}

/// The rows that a page of messages belongs with.
struct Beside {
    quoted: HashMap<MessageId, ConversationId>,
    files: Vec<attachment::Model>,
    edited: HashSet<MessageId>,
}

/// A message, the one before it, and the rows beside them.
struct Line<'a> {
    row: &'a message::Model,
    before: Option<&'a message::Model>,
    conversation: &'a conversation::Model,
    beside: &'a Beside,
}

/// Looks at every message of a conversation; answers with what they say together.
pub async fn check(
    snapshot: &Snapshot,
    conversation: &conversation::Model,
    places: &[&participant::Model],
    findings: &mut Findings<'_>,
) -> Result<MessageFacts> {
    let mut said = MessageFacts::default();
    loop {
        let after = said.last.as_ref().map_or(MessageId(0), |last| last.id);
        let page = message::Entity::find()
            .filter(message::Column::ConversationId.eq(conversation.id))
            .filter(message::Column::Id.gt(after))
            .order_by_asc(message::Column::Id)
            .limit(PAGE)
            .all(snapshot.conn())
            .await?;
        if page.is_empty() {
            return Ok(said);
        }
        let beside = beside(snapshot, &page).await?;
        for row in page {
            let line = Line {
                row: &row,
                before: said.last.as_ref(),
                conversation,
                beside: &beside,
            };
            for finding in CHECKS.iter().filter_map(|check| check(&line)) {
                findings.note(&format!("message {}: {finding}", row.id));
            }
            said.hear(row, conversation, places, &beside);
        }
    }
}

async fn beside(snapshot: &Snapshot, page: &[message::Model]) -> Result<Beside> {
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
    Ok(Beside {
        quoted: quoted.into_iter().collect(),
        files,
        edited: edited.into_iter().collect(),
    })
}

impl MessageFacts {
    fn hear(
        &mut self,
        row: message::Model,
        conversation: &conversation::Model,
        places: &[&participant::Model],
        beside: &Beside,
    ) {
        self.revision = self.revision.max(row.revision);
        if row.sender_id == conversation.renter_id {
            self.asked_at = self.asked_at.or(Some(row.created_at));
        } else if self.asked_at.is_some() {
            self.answered_at = self.answered_at.or(Some(row.created_at));
        }
        for place in places {
            let (person, own) = (place.user_id, row.sender_id == place.user_id);
            if row.id > place.read_message_id && !own {
                *self.unread.entry(person).or_default() += 1;
            }
            if row.id == place.read_message_id {
                self.read.insert(person);
            }
            if row.id == place.receipt_message_id && !own {
                self.told.insert(person);
            }
        }
        let first = beside.files.iter().find(|file| file.message_id == Some(row.id));
        self.last_file = first.map(|file| file.name.clone());
        self.last = Some(row);
    }
}

type Check = fn(&Line<'_>) -> Option<&'static str>;

const CHECKS: [Check; 7] = [sender, order, revision, words, quote, files, edited];

fn sender(line: &Line<'_>) -> Option<&'static str> {
    let (row, conversation) = (line.row, line.conversation);
    let known = row.sender_id == conversation.renter_id || row.sender_id == conversation.owner_id;
    (!known).then_some("its sender is neither of the two")
}

fn order(line: &Line<'_>) -> Option<&'static str> {
    let follows = line.before.is_none_or(|before| {
        before.created_revision < line.row.created_revision && before.created_at <= line.row.created_at
    });
    (!follows).then_some("it came before the message that it stands behind")
}

fn revision(line: &Line<'_>) -> Option<&'static str> {
    (line.row.revision < line.row.created_revision).then_some("it changed before it came")
}

fn words(line: &Line<'_>) -> Option<&'static str> {
    let row = line.row;
    let left = !row.text.is_empty()
        || row.edited_at.is_some()
        || row.reply_to_id.is_some()
        || row.reaction.is_some()
        || row.attachments > 0;
    match row.is_unsent() {
        true if left => Some("it was unsent, and something of it is left"),
        false if row.text.is_empty() && row.attachments == 0 => Some("it says nothing"),
        _ => None,
    }
}

fn quote(line: &Line<'_>) -> Option<&'static str> {
    let quoted = line.row.reply_to_id?;
    let found = line.beside.quoted.get(&quoted) == Some(&line.conversation.id) && quoted < line.row.id;
    (!found).then_some("it quotes what is not before it in the conversation")
}

fn files(line: &Line<'_>) -> Option<&'static str> {
    let row = line.row;
    let came = line.beside.files.iter().filter(|file| file.message_id == Some(row.id));
    let (mut number, mut strange) = (0, false);
    for file in came {
        number += 1;
        strange |= file.conversation_id != row.conversation_id || file.sender_id != row.sender_id;
    }
    if strange {
        return Some("a file came with it that is of somebody else, or for another conversation");
    }
    (number != row.attachments).then_some("not as many files are there as came with it")
}

fn edited(line: &Line<'_>) -> Option<&'static str> {
    let kept = line.beside.edited.contains(&line.row.id);
    (kept != line.row.edited_at.is_some()).then_some("what it said earlier is not there as it should be")
}
