//! Storing what is sent: five statements, whether it is one message or many. What they change is known from what was
//! read, because nobody else writes meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{CaseStatement, Expr, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect,
};

use super::sending::Sending;
use crate::attachments::actions as attachments;
use crate::db::given::Given;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, Timestamp, UserId, conversation, message, participant, user};
use crate::error::{AppError, Result};
use crate::live::{Inboxes, announce_conversation};

/// Characters of the last message that inbox rows show.
pub const PREVIEW: usize = 200;

/// Conversations that messages are sent in.
pub(super) type Threads = BTreeMap<ConversationId, Thread>;

/// A conversation, as it will be with what is sent in it.
pub(super) struct Thread {
    row: conversation::Model,
    /// Where the inboxes of the two stood before.
    inboxes: [i64; 2],
    /// Whose messages are sent in it: a name for each message.
    senders: Vec<UserId>,
}

impl Thread {
    /// The two who talk in it.
    pub fn people(&self) -> [UserId; 2] {
        [self.row.renter_id, self.row.owner_id]
    }

    /// The next message: of a revision of its own, and not before the last one. The order is the ids'; times follow it
    /// even when the clock steps back.
    fn take(&mut self, sending: &Sending) -> message::ActiveModel {
        let now = self
            .row
            .last_message_at
            .map_or(sending.now, |last| Ord::max(last, sending.now));
        self.row.revision += 1;
        self.row.last_message_at = Some(now);
        message::ActiveModel {
            conversation_id: Set(sending.conversation),
            sender_id: Set(sending.sender),
            client_id: Set(sending.new.client_id.clone()),
            text: Set(sending.new.text.clone()),
            reply_to_id: Set(sending.new.reply_to),
            attachments: Set(i64::try_from(sending.new.attachments.len()).unwrap_or(i64::MAX)),
            created_revision: Set(self.row.revision),
            revision: Set(self.row.revision),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        }
    }

    /// Has it as its last message. `file` is the name of what came with it: shown where it came without words.
    fn show_as_last(&mut self, tx: &Tx, message: &message::Model, file: Option<String>) {
        let row = &mut self.row;
        let at = Some(message.created_at);
        if message.sender_id == row.renter_id {
            row.asked_at = row.asked_at.or(at);
        } else if row.asked_at.is_some() && row.answered_at.is_none() {
            row.answered_at = at;
            tx.announce(Change::Answer(message.sender_id));
        }
        row.updated_at = message.created_at;
        row.last_message_id = Some(message.id);
        row.last_message_sender_id = Some(message.sender_id);
        row.last_message_text = file.filter(|_| message.text.is_empty()).or_else(|| preview(message));
        self.senders.push(message.sender_id);
    }

    /// The places of both: whose, of when and of which inbox revision, how many messages more to read, how many sent.
    fn places(&self, inboxes: &mut Inboxes) -> [(ConversationId, UserId, Timestamp, i64, i64, i64); 2] {
        let of_renter = self.senders.iter().filter(|sender| **sender == self.row.renter_id);
        let of_renter = i64::try_from(of_renter.count()).unwrap_or(i64::MAX);
        let of_owner = i64::try_from(self.senders.len()).unwrap_or(i64::MAX) - of_renter;
        let mut place = |person, before, more, own| {
            let revision = inboxes.raise(person, before);
            (self.row.id, person, self.row.updated_at, revision, more, own)
        };
        [
            place(self.row.renter_id, self.inboxes[0], of_owner, of_renter),
            place(self.row.owner_id, self.inboxes[1], of_renter, of_owner),
        ]
    }
}

/// What is read of a conversation.
#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: conversation::Model,
    inbox_of_renter: i64,
    inbox_of_owner: i64,
}

/// Conversations that somebody wants to send in; where there is none, somebody is wrong.
pub(super) async fn threads(tx: &Tx, ids: impl Iterator<Item = ConversationId>) -> Result<Threads> {
    let ids: BTreeSet<_> = ids.collect();
    let found: Vec<Found> = conversation::Entity::find()
        .expr_as(inbox_of(conversation::Column::RenterId), "inbox_of_renter")
        .expr_as(inbox_of(conversation::Column::OwnerId), "inbox_of_owner")
        .filter(conversation::Column::Id.is_in(ids))
        .into_model()
        .all(tx.conn())
        .await?;
    let thread = |found: Found| Thread {
        row: found.row,
        inboxes: [found.inbox_of_renter, found.inbox_of_owner],
        senders: Vec::new(),
    };
    Ok(found.into_iter().map(|found| (found.row.id, thread(found))).collect())
}

fn inbox_of(person: conversation::Column) -> Expr {
    let inbox = Query::select()
        .column(user::Column::InboxRevision)
        .from(user::Entity)
        .and_where(user::Column::Id.into_expr().eq(person.into_expr()))
        .take();
    Expr::SubQuery(None, Box::new(inbox.into()))
}

/// Stores messages in their order, and all that changes with them. None, and to be undone, when one of them has the name
/// of one that its sender has sent already.
pub(super) async fn store(tx: &Tx, mut threads: Threads, sendings: &[&Sending]) -> Result<Option<Vec<message::Model>>> {
    let Some(messages) = insert(tx, &mut threads, sendings).await? else {
        return Ok(None);
    };
    for (sending, message) in sendings.iter().zip(&messages) {
        let names = match &sending.new.attachments[..] {
            [] => Vec::new(),
            brought => attachments::send_with(tx, message, brought).await?,
        };
        thread(&mut threads, message.conversation_id)?.show_as_last(tx, message, names.into_iter().next());
    }
    let mut threads: Vec<_> = threads
        .into_values()
        .filter(|thread| !thread.senders.is_empty())
        .collect();
    threads.sort_by_key(|thread| thread.row.last_message_id);
    if !threads.is_empty() {
        show_last_messages(tx, &threads).await?;
        move_to_top(tx, &threads).await?;
    }
    Ok(Some(messages))
}

fn thread(threads: &mut Threads, id: ConversationId) -> Result<&mut Thread> {
    threads.get_mut(&id).ok_or(AppError::NotFound)
}

async fn insert(tx: &Tx, threads: &mut Threads, sendings: &[&Sending]) -> Result<Option<Vec<message::Model>>> {
    let mut rows = Vec::with_capacity(sendings.len());
    for sending in sendings {
        rows.push(thread(threads, sending.conversation)?.take(sending));
    }
    let mut messages = message::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning(tx.conn())
        .await?;
    // Ids grow in the order of the rows; in which order these come back, nobody promises.
    messages.sort_by_key(|message| message.id);
    Ok((messages.len() == sendings.len()).then_some(messages))
}

async fn show_last_messages(tx: &Tx, threads: &[Thread]) -> Result<()> {
    use conversation::Column as Is;
    let rows = threads.iter().map(|Thread { row, .. }| {
        (
            row.id,
            row.revision,
            row.updated_at,
            row.last_message_id,
            row.last_message_sender_id,
            row.last_message_text.clone(),
            row.last_message_at,
            row.asked_at,
            row.answered_at,
        )
    });
    let given = Given::rows(rows);
    let mut change = Query::update();
    change
        .table(conversation::Entity)
        .values([
            (Is::Revision, given.value(2)),
            (Is::UpdatedAt, given.value(3)),
            (Is::LastMessageId, given.value(4)),
            (Is::LastMessageSenderId, given.value(5)),
            (Is::LastMessageText, given.value(6)),
            (Is::LastMessageAt, given.value(7)),
            (Is::AskedAt, given.value(8)),
            (Is::AnsweredAt, given.value(9)),
        ])
        .and_where(Expr::col((conversation::Entity, Is::Id)).eq(given.value(1)));
    tx.conn().execute(given.beside(&mut change)).await?;
    for thread in threads {
        announce_conversation(tx, &thread.row);
    }
    Ok(())
}

/// Moves conversations to the top of both inboxes: of the recipients' with so many messages more to read, of the senders'
/// without the draft that it was.
async fn move_to_top(tx: &Tx, threads: &[Thread]) -> Result<()> {
    use participant::Column as Is;
    let mut inboxes = Inboxes::default();
    let given = Given::rows(threads.iter().flat_map(|thread| thread.places(&mut inboxes)));
    inboxes.write(tx).await?;
    let column = |column| Expr::col((participant::Entity, column));
    let draft = CaseStatement::new()
        .case(given.value(6).gt(0), "")
        .finally(column(Is::Draft));
    let mut change = Query::update();
    change
        .table(participant::Entity)
        .values([
            (Is::ActivityAt, given.value(3)),
            (Is::ActivityRevision, given.value(4)),
            (Is::Revision, given.value(4)),
            (Is::Unread, column(Is::Unread).add(given.value(5))),
            (Is::Draft, draft.into()),
        ])
        .and_where(column(Is::ConversationId).eq(given.value(1)))
        .and_where(column(Is::UserId).eq(given.value(2)));
    tx.conn().execute(given.beside(&mut change)).await?;
    Ok(())
}

/// What inbox rows show of a message; nothing is left of one that has been unsent.
fn preview(message: &message::Model) -> Option<String> {
    Some(message.text.chars().take(PREVIEW).collect()).filter(|_| !message.is_unsent())
}

/// The last message of its conversation says something else now.
pub(super) async fn show_preview(tx: &Tx, last: &message::Model) -> Result<()> {
    let change = conversation::ActiveModel {
        last_message_text: Set(preview(last)),
        ..Default::default()
    };
    conversation::Entity::update_many()
        .set(change)
        .filter(conversation::Column::Id.eq(last.conversation_id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
