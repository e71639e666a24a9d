//! Reads of conversations, through the viewer: to strangers there is none.

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::receipts::{Choice, Receipt};
use crate::accounts::{Person, Viewer};
use crate::db::Db;
use crate::entities::{ConversationId, MessageId, conversation, listing, message, participant, user};
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
    let known = message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.conversation.id))
        .filter(message::Column::CreatedRevision.lte(thread.conversation.revision));
    if let Part::After(after) = part {
        let rows = known
            .filter(message::Column::Id.gt(after))
            .order_by_asc(message::Column::Id)
            .limit(limit)
            .all(db.read())
            .await?;
        return Ok(Messages { rows, previous: None });
    }
    let known = match part {
        Part::Before(before) => known.filter(message::Column::Id.lt(before)),
        _ => known,
    };
    let mut rows = known
        .order_by_desc(message::Column::Id)
        .limit(limit + 1)
        .all(db.read())
        .await?;
    let previous = if rows.len() as u64 > limit { rows.pop() } else { None };
    rows.reverse();
    Ok(Messages { rows, previous })
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
    Ok(Changes {
        new: Messages { rows: new, previous },
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
