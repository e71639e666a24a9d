//! Reads of conversations, through the viewer: to strangers there is none.

use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Related};

use super::messages::{self, Messages, Rows};
use super::receipts::{Choice, Receipt};
use crate::accounts::{Person, Viewer};
use crate::db::Db;
use crate::entities::{
    ConversationId, ListingId, MessageId, PhotoId, conversation, listing, message, participant, user,
};
use crate::error::{AppError, Result};

/// The most messages one poll brings; what is left comes with the next.
const MOST_NEWS: u64 = 500;

/// A conversation as one of its two people sees it.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The conversation.
    pub conversation: conversation::Model,
    /// The home it is about.
    pub listing: About,
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

/// The home that a conversation is about, as far as that shows it: what is said of it at length stays in its row.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "listing::Entity")]
pub struct About {
    /// Its id.
    pub id: ListingId,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub city: String,
    /// Rent a month, in minor units.
    pub price: i64,
    /// The currency's ISO 4217 code.
    pub currency: String,
    /// From when, as `YYYY-MM-DD`.
    pub available_from: Option<String>,
    /// Its first photo, if it has one.
    pub cover_id: Option<PhotoId>,
    /// The mean colour of that one.
    pub cover_colour: Option<String>,
    /// What that one shows.
    pub cover_alt: Option<String>,
}

/// What changed in a thread since a revision.
#[derive(Clone, Debug)]
pub struct Changes {
    /// Messages that are new, the oldest first, and the one before them.
    pub new: Messages,
    /// Earlier messages that are different now.
    pub changed: Messages,
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
    let mut seen: Vec<Seen> = conversation::Entity::find_by_id(id)
        .inner_join(listing::Entity)
        .inner_join(participant::Entity)
        .join(
            JoinType::InnerJoin,
            <participant::Entity as Related<user::Entity>>::to(),
        )
        .into_partial_model()
        .all(db.read())
        .await?;
    seen.sort_by_key(|seen| seen.person.id != viewer.id);
    if seen.first().is_none_or(|mine| mine.person.id != viewer.id) {
        return Err(AppError::NotFound);
    }
    let Ok([mine, theirs]) = <[Seen; 2]>::try_from(seen) else {
        return Err(AppError::unexpected(format!("conversation {id} has not two people")));
    };
    Ok(Thread {
        listing: mine.listing,
        me: mine.person,
        other: theirs.person,
        unread: mine.place.unread,
        read_by_me: mine.place.read_message_id,
        receipt: Receipt::of(&theirs.place, mine.choice, theirs.choice),
        draft: mine.place.draft,
        conversation: mine.conversation,
    })
}

/// A conversation from the side of one of its two people.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "conversation::Entity")]
struct Seen {
    #[sea_orm(nested)]
    conversation: conversation::Model,
    #[sea_orm(nested)]
    listing: About,
    #[sea_orm(nested)]
    place: participant::Model,
    #[sea_orm(nested)]
    person: Person,
    #[sea_orm(nested)]
    choice: Choice,
}

/// What changed in a thread since a revision: one indexed query, and one for the message before the new ones.
///
/// A revision that has not been yet counts as the current one.
///
/// # Errors
/// When the database does not answer.
pub async fn changes_since(db: &Db, thread: &Thread, since: i64) -> Result<Changes> {
    let current = thread.conversation.revision;
    let stamped = message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.conversation.id))
        .filter(message::Column::Revision.gt(since))
        .filter(message::Column::CreatedRevision.lte(current))
        .order_by_asc(message::Column::Revision)
        .limit(MOST_NEWS);
    let rows = messages::all(db, stamped).await?;
    let revision = match rows.last() {
        Some(last) if rows.len() as u64 == MOST_NEWS => last.revision.min(current),
        _ => current,
    };
    let (mut new, changed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.created_revision > since);
    new.sort_by_key(|row| row.id);
    let previous = match new.first() {
        Some(first) => messages::before(db, thread.conversation.id, first.id).await?,
        None => None,
    };
    let new = Rows {
        rows: new,
        previous,
        end: revision == current,
    };
    let changed = Rows {
        rows: changed,
        ..Rows::default()
    };
    Ok(Changes {
        new: Messages::of(db, thread, new).await?,
        changed: Messages::of(db, thread, changed).await?,
        receipt: thread.receipt.revision > since,
        revision,
    })
}
