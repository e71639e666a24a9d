//! Reads of conversations, through the viewer: to strangers there is none.

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};

use super::caution::{self, Caution};
use super::receipts::{Choice, Receipt};
use crate::accounts::{Person, Viewer};
use crate::db::Db;
use crate::entities::{ConversationId, MessageId, UserId, conversation, listing, message, participant, user};
use crate::error::{AppError, Result};

/// Messages on a page of a thread.
pub const PAGE_SIZE: u64 = 50;

/// The most messages one poll brings; what is left comes with the next.
const MOST_NEWS: u64 = 500;

/// A conversation as one of its two people sees it.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The conversation.
    pub conversation: conversation::Model,
    /// The home it is about.
    pub listing: listing::Model,
    /// Who is looking.
    pub me: Person,
    /// Whom they talk with.
    pub other: Person,
    /// Messages the viewer has not read.
    pub unread: i64,
    /// The newest message the viewer has read.
    pub read_by_me: MessageId,
    /// What the viewer may know of the other side's reading.
    pub receipt: Receipt,
    /// What the viewer has typed and not sent yet.
    pub draft: String,
}

/// Some messages of a thread, the oldest first.
#[derive(Clone, Debug)]
pub struct Messages {
    /// The messages.
    pub rows: Vec<message::Model>,
    /// The one right before the first of them, if there is one.
    pub previous: Option<message::Model>,
    /// Whether the newest message of the thread is among them, or there is none at all.
    pub end: bool,
    /// What the viewer should know about some of them.
    pub cautions: Vec<(MessageId, Caution)>,
}

impl Messages {
    fn new(rows: Vec<message::Model>, previous: Option<message::Model>, end: bool) -> Self {
        let cautions = Vec::new();
        Self {
            rows,
            previous,
            end,
            cautions,
        }
    }

    /// What the viewer should know about one of them.
    pub fn caution(&self, id: MessageId) -> Option<Caution> {
        let mut cautions = self.cautions.iter();
        cautions.find(|(about, _)| *about == id).map(|(_, caution)| *caution)
    }
}

/// Which messages of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The newest.
    Last,
    /// Those before a message, the nearest.
    Before(MessageId),
    /// Those after a message, the nearest.
    After(MessageId),
    /// Those around a message, with it; the newest when it is not of this thread.
    Around(MessageId),
}

/// What changed in a thread since a revision.
#[derive(Clone, Debug)]
pub struct Changes {
    /// Messages that are new, the oldest first, and the one before them.
    pub new: Messages,
    /// Earlier messages that are different now.
    pub changed: Vec<message::Model>,
    /// Whether the other side's receipt is another one now.
    pub receipt: bool,
    /// The revision this brings the reader to.
    pub revision: i64,
}

/// A conversation of the viewer's.
///
/// # Errors
/// [`AppError::NotFound`] for strangers.
pub async fn thread(db: &Db, viewer: &Viewer, id: ConversationId) -> Result<Thread> {
    let (conversation, listing) = conversation::Entity::find_by_id(id)
        .find_also_related(listing::Entity)
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)?;
    if conversation.renter_id != viewer.id && conversation.owner_id != viewer.id {
        return Err(AppError::NotFound);
    }
    let mut places: Vec<Place> = participant::Entity::find()
        .filter(participant::Column::ConversationId.eq(id))
        .inner_join(user::Entity)
        .into_partial_model()
        .all(db.read())
        .await?;
    places.sort_by_key(|place| place.person.id != viewer.id);
    let Ok([mine, theirs]) = <[Place; 2]>::try_from(places) else {
        return Err(AppError::unexpected(format!("conversation {id} has not two people")));
    };
    Ok(Thread {
        listing: listing.ok_or(AppError::NotFound)?,
        me: mine.person,
        other: theirs.person,
        unread: mine.place.unread,
        read_by_me: mine.place.read_message_id,
        receipt: Receipt::of(&theirs.place, mine.choice, theirs.choice),
        draft: mine.place.draft,
        conversation,
    })
}

/// One of the two people in a conversation.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "participant::Entity")]
struct Place {
    #[sea_orm(nested)]
    place: participant::Model,
    #[sea_orm(nested)]
    person: Person,
    #[sea_orm(nested)]
    choice: Choice,
}

/// Messages of a thread, at most `limit` of them.
///
/// What was sent after the thread was read is left out: the poll from the thread's revision brings it.
///
/// # Errors
/// When the database does not answer.
pub async fn messages(db: &Db, thread: &Thread, part: Part, limit: u64) -> Result<Messages> {
    let mut messages = part_of(db, thread, part, limit).await?;
    messages.cautions = cautions(db, thread, &messages.rows).await?;
    Ok(messages)
}

async fn part_of(db: &Db, thread: &Thread, part: Part, limit: u64) -> Result<Messages> {
    match part {
        Part::Last => backwards(db, thread, None, limit).await,
        Part::Before(before) => backwards(db, thread, Some(before), limit).await,
        Part::After(after) => {
            let (rows, end) = onwards(db, thread, after, limit).await?;
            Ok(Messages::new(rows, None, end))
        }
        Part::Around(at) => around(db, thread, at, limit).await,
    }
}

async fn around(db: &Db, thread: &Thread, at: MessageId, limit: u64) -> Result<Messages> {
    let half = limit / 2;
    let before = backwards(db, thread, Some(MessageId(at.0.saturating_add(1))), half).await?;
    if before.rows.last().is_none_or(|row| row.id != at) {
        return backwards(db, thread, None, limit).await;
    }
    let (after, end) = onwards(db, thread, at, limit - half).await?;
    let rows = before.rows.into_iter().chain(after).collect();
    Ok(Messages::new(rows, before.previous, end))
}

async fn backwards(db: &Db, thread: &Thread, before: Option<MessageId>, limit: u64) -> Result<Messages> {
    let mut rows = newest(thread, before, limit + 1).all(db.read()).await?;
    let previous = if rows.len() as u64 > limit { rows.pop() } else { None };
    rows.reverse();
    Ok(Messages::new(rows, previous, before.is_none()))
}

/// The messages after one, and whether these are all.
async fn onwards(db: &Db, thread: &Thread, after: MessageId, limit: u64) -> Result<(Vec<message::Model>, bool)> {
    let mut rows = next(thread, after, limit + 1).all(db.read()).await?;
    let end = rows.len() as u64 <= limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((rows, end))
}

fn known(thread: &Thread) -> Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.conversation.id))
        .filter(message::Column::CreatedRevision.lte(thread.conversation.revision))
}

/// Asks for the newest messages of a thread, or for the nearest before one; the newest first. However long the thread
/// is, an index leads to them.
pub fn newest(thread: &Thread, before: Option<MessageId>, limit: u64) -> Select<message::Entity> {
    let known = known(thread).order_by_desc(message::Column::Id).limit(limit);
    match before {
        Some(before) => known.filter(message::Column::Id.lt(before)),
        None => known,
    }
}

/// Asks for the messages right after one, the oldest first; by the same index.
pub fn next(thread: &Thread, after: MessageId, limit: u64) -> Select<message::Entity> {
    known(thread)
        .filter(message::Column::Id.gt(after))
        .order_by_asc(message::Column::Id)
        .limit(limit)
}

/// The first message the viewer has not read, be it among these or further back.
///
/// # Errors
/// When the database does not answer.
pub async fn first_unread(db: &Db, thread: &Thread, messages: &Messages) -> Result<Option<MessageId>> {
    let is_unread = |row: &&message::Model| row.id > thread.read_by_me && row.sender_id != thread.me.id;
    let here = messages.rows.iter().filter(is_unread);
    if here.clone().count() as i64 >= thread.unread {
        return Ok(here.map(|row| row.id).next().filter(|_| thread.unread > 0));
    }
    let first = next(thread, thread.read_by_me, 1).filter(message::Column::SenderId.ne(thread.me.id));
    Ok(first.one(db.read()).await?.map(|row| row.id))
}

/// What the viewer should know about messages of somebody they have not answered yet. The database is asked only if there
/// is something to know.
async fn cautions(db: &Db, thread: &Thread, rows: &[message::Model]) -> Result<Vec<(MessageId, Caution)>> {
    let theirs = rows.iter().filter(|row| row.sender_id != thread.me.id);
    let mut found: Vec<_> = theirs
        .filter_map(|row| Some((row.id, caution::of(&row.text)?)))
        .collect();
    if !found.is_empty()
        && let Some(answer) = first_answer(db, thread).await?
    {
        found.retain(|(id, _)| *id < answer);
    }
    Ok(found)
}

/// The first message of the viewer's after one of the other side's. It is looked for where talk begins: whoever writes
/// hundreds of messages without an answer stays a stranger.
async fn first_answer(db: &Db, thread: &Thread) -> Result<Option<MessageId>> {
    const BEGINNING: u64 = 500;
    let beginning: Vec<(MessageId, UserId)> = next(thread, MessageId(0), BEGINNING)
        .select_only()
        .column(message::Column::Id)
        .column(message::Column::SenderId)
        .into_tuple()
        .all(db.read())
        .await?;
    let mut since_they_wrote = beginning.iter().skip_while(|(_, sender)| *sender == thread.me.id);
    let answer = since_they_wrote.find(|(_, sender)| *sender == thread.me.id);
    Ok(answer.map(|(id, _)| *id))
}

/// What changed in a thread since a revision: one indexed query, and one for the message before the new ones.
///
/// A revision that has not been yet counts as the current one.
///
/// # Errors
/// When the database does not answer.
pub async fn changes_since(db: &Db, thread: &Thread, since: i64) -> Result<Changes> {
    let current = thread.conversation.revision;
    let rows = message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.conversation.id))
        .filter(message::Column::Revision.gt(since))
        .filter(message::Column::CreatedRevision.lte(current))
        .order_by_asc(message::Column::Revision)
        .limit(MOST_NEWS)
        .all(db.read())
        .await?;
    let revision = match rows.last() {
        Some(last) if rows.len() as u64 == MOST_NEWS => last.revision.min(current),
        _ => current,
    };
    let (mut new, changed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.created_revision > since);
    new.sort_by_key(|row| row.id);
    let previous = match new.first() {
        Some(first) => message_before(db, thread.conversation.id, first.id).await?,
        None => None,
    };
    let mut new = Messages::new(new, previous, revision == current);
    new.cautions = cautions(db, thread, &new.rows).await?;
    Ok(Changes {
        new,
        changed,
        receipt: thread.receipt.revision > since,
        revision,
    })
}

async fn message_before(db: &Db, conversation: ConversationId, id: MessageId) -> Result<Option<message::Model>> {
    Ok(message::Entity::find()
        .filter(message::Column::ConversationId.eq(conversation))
        .filter(message::Column::Id.lt(id))
        .order_by(message::Column::Id, Order::Desc)
        .one(db.read())
        .await?)
}
