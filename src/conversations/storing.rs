//! Storing what is sent: five statements, whether it is one message or many. What they change is known from what was
//! read, because nobody else writes meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect,
};

use super::sending::Sending;
use crate::attachments::actions as attachments;
use crate::db::given::Given;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, conversation, message, participant, user};
use crate::error::{AppError, Result};
use crate::live::{Inboxes, announce_conversation};

/// Characters of the last message that inbox rows show.
pub const PREVIEW: usize = 200;

/// Somebody's side of a conversation that messages are sent in.
type Place = (ConversationId, UserId, Option<Timestamp>, i64, i64, Option<String>);

/// Conversations that messages are sent in.
pub type Threads = BTreeMap<ConversationId, Thread>;

/// A conversation, as it will be with what is sent in it: what is read of it, and what nobody needs to know before.
#[derive(FromQueryResult)]
pub struct Thread {
    id: ConversationId,
    renter_id: UserId,
    owner_id: UserId,
    revision: i64,
    last_message_at: Option<Timestamp>,
    asked_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    inbox_of_renter: i64,
    inbox_of_owner: i64,
    #[sea_orm(skip)]
    last: Option<Last>,
    /// Whose messages are sent in it, and what each goes on writing: one for each message.
    #[sea_orm(skip)]
    senders: Vec<(UserId, String)>,
}

/// What inboxes show of the last message.
struct Last {
    id: MessageId,
    sender: UserId,
    text: Option<String>,
}

impl Thread {
    /// The two who talk in it.
    pub fn people(&self) -> [UserId; 2] {
        [self.renter_id, self.owner_id]
    }

    /// The next message, but for its id: of a revision of its own, and not before the last one. The order is the ids';
    /// times follow it even when the clock steps back.
    fn take(&mut self, sending: &Sending) -> message::Model {
        let now = self
            .last_message_at
            .map_or(sending.now, |last| Ord::max(last, sending.now));
        self.revision += 1;
        self.last_message_at = Some(now);
        message::Model {
            id: MessageId(0),
            conversation_id: sending.conversation,
            sender_id: sending.sender,
            client_id: sending.new.client_id.clone(),
            text: sending.new.text.clone(),
            created_revision: self.revision,
            revision: self.revision,
            created_at: now,
            updated_at: now,
            edited_at: None,
            unsent_at: None,
            reply_to_id: sending.new.reply_to,
            attachments: i64::try_from(sending.new.attachments.len()).unwrap_or(i64::MAX),
            reaction: None,
        }
    }

    /// Has it as its last message. `file` is the name of what came with it: shown where it came without words.
    fn show_as_last(&mut self, tx: &Tx, message: &message::Model, draft: &str, file: Option<String>) {
        let at = Some(message.created_at);
        if message.sender_id == self.renter_id {
            self.asked_at = self.asked_at.or(at);
        } else if self.asked_at.is_some() && self.answered_at.is_none() {
            self.answered_at = at;
            tx.announce(Change::Answer(message.sender_id));
        }
        self.last = Some(Last {
            id: message.id,
            sender: message.sender_id,
            text: file.filter(|_| message.text.is_empty()).or_else(|| preview(message)),
        });
        self.senders.push((message.sender_id, draft.to_owned()));
    }

    /// The places of both: whose, of when and of which inbox revision, how many messages more to read, and what they go on
    /// writing if they have sent something.
    fn places(&self, inboxes: &mut Inboxes) -> [Place; 2] {
        let mut place = |person, before| {
            let revision = inboxes.raise(person, before);
            let (own, theirs): (Vec<_>, Vec<_>) = self.senders.iter().partition(|(sender, _)| *sender == person);
            let more = i64::try_from(theirs.len()).unwrap_or(i64::MAX);
            let draft = own.last().map(|(_, draft)| draft.clone());
            (self.id, person, self.last_message_at, revision, more, draft)
        };
        [
            place(self.renter_id, self.inbox_of_renter),
            place(self.owner_id, self.inbox_of_owner),
        ]
    }
}

/// Conversations that somebody wants to send in; where there is none, somebody is wrong.
pub async fn threads(tx: &Tx, ids: impl Iterator<Item = ConversationId>) -> Result<Threads> {
    use conversation::Column as Is;
    let ids: BTreeSet<_> = ids.collect();
    let found: Vec<Thread> = conversation::Entity::find()
        .select_only()
        .columns([Is::Id, Is::RenterId, Is::OwnerId])
        .columns([Is::Revision, Is::LastMessageAt, Is::AskedAt, Is::AnsweredAt])
        .expr_as(inbox_of(Is::RenterId), "inbox_of_renter")
        .expr_as(inbox_of(Is::OwnerId), "inbox_of_owner")
        .filter(Is::Id.is_in(ids))
        .into_model()
        .all(tx.conn())
        .await?;
    Ok(found.into_iter().map(|thread| (thread.id, thread)).collect())
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
pub async fn store(tx: &Tx, mut threads: Threads, sendings: &[&Sending]) -> Result<Option<Vec<message::Model>>> {
    let Some(messages) = insert(tx, &mut threads, sendings).await? else {
        return Ok(None);
    };
    for (sending, message) in sendings.iter().zip(&messages) {
        let names = match &sending.new.attachments[..] {
            [] => Vec::new(),
            brought => attachments::send_with(tx, message, brought).await?,
        };
        let thread = thread(&mut threads, message.conversation_id)?;
        thread.show_as_last(tx, message, &sending.new.draft, names.into_iter().next());
    }
    let mut threads: Vec<_> = threads.into_values().filter(|thread| thread.last.is_some()).collect();
    threads.sort_by_key(|thread| thread.last.as_ref().map(|last| last.id));
    if !threads.is_empty() {
        show_last_messages(tx, &threads).await?;
        move_to_top(tx, &threads).await?;
    }
    Ok(Some(messages))
}

fn thread(threads: &mut Threads, id: ConversationId) -> Result<&mut Thread> {
    threads.get_mut(&id).ok_or(AppError::NotFound)
}

/// Of the messages only their ids come back: the rest is known. What a new message never has is not even named.
async fn insert(tx: &Tx, threads: &mut Threads, sendings: &[&Sending]) -> Result<Option<Vec<message::Model>>> {
    let mut messages = Vec::with_capacity(sendings.len());
    for sending in sendings {
        messages.push(thread(threads, sending.conversation)?.take(sending));
    }
    let rows = messages.iter().map(|message| message::ActiveModel {
        id: NotSet,
        edited_at: NotSet,
        unsent_at: NotSet,
        reaction: NotSet,
        ..message.clone().into()
    });
    let mut ids = message::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning_keys(tx.conn())
        .await?;
    // They grow in the order of the rows; in which order they come back, nobody promises.
    ids.sort();
    for (message, id) in messages.iter_mut().zip(&ids) {
        message.id = *id;
    }
    Ok((ids.len() == messages.len()).then_some(messages))
}

async fn show_last_messages(tx: &Tx, threads: &[Thread]) -> Result<()> {
    use conversation::Column as Is;
    let rows = threads.iter().map(|thread| {
        let last = thread.last.as_ref();
        (
            thread.id,
            thread.revision,
            thread.last_message_at,
            last.map(|last| last.id),
            last.map(|last| last.sender),
            last.and_then(|last| last.text.clone()),
            thread.asked_at,
            thread.answered_at,
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
            (Is::LastMessageAt, given.value(3)),
            (Is::AskedAt, given.value(7)),
            (Is::AnsweredAt, given.value(8)),
        ])
        .and_where(Expr::col((conversation::Entity, Is::Id)).eq(given.value(1)));
    tx.conn().execute(given.beside(&mut change)).await?;
    for thread in threads {
        announce_conversation(tx, thread.id, thread.people());
    }
    Ok(())
}

/// Moves conversations to the top of both inboxes: of the recipients' with so many messages more to read, of the senders'
/// with what they go on writing in place of the draft that it was.
async fn move_to_top(tx: &Tx, threads: &[Thread]) -> Result<()> {
    use participant::Column as Is;
    let mut inboxes = Inboxes::default();
    let given = Given::rows(threads.iter().flat_map(|thread| thread.places(&mut inboxes)));
    inboxes.write(tx).await?;
    let column = |column| Expr::col((participant::Entity, column));
    let mut change = Query::update();
    change
        .table(participant::Entity)
        .values([
            (Is::ActivityAt, given.value(3)),
            (Is::ActivityRevision, given.value(4)),
            (Is::Revision, given.value(4)),
            (Is::Unread, column(Is::Unread).add(given.value(5))),
            (Is::Draft, given.value(6).if_null(column(Is::Draft))),
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
pub async fn show_preview(tx: &Tx, last: &message::Model) -> Result<()> {
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
