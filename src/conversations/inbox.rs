//! Reads of the inbox: every conversation of a person, newest activity first.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::{Person, Viewer, people};
use crate::db::Db;
use crate::entities::{ConversationId, ListingId, Timestamp, conversation, listing, participant};
use crate::error::{AppError, Result};
use crate::listings::queries::listings;

/// Conversations on a page of the inbox.
pub const PAGE_SIZE: u64 = 30;

/// The most changed rows one poll brings; what is left comes with the next.
const MOST_NEWS: u64 = 100;

/// A conversation in somebody's inbox.
#[derive(Clone, Debug)]
pub struct InboxRow {
    /// The viewer's place in it.
    pub place: participant::Model,
    /// The conversation.
    pub conversation: conversation::Model,
    /// The home it is about.
    pub listing: listing::Model,
    /// Who asked.
    pub renter: Person,
    /// Who answers.
    pub owner: Person,
}

/// Where a page of the inbox begins: after this activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxKey(pub Timestamp, pub ConversationId);

impl InboxKey {
    /// The key that a link carries, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        Some(Self(Timestamp(at.parse().ok()?), ConversationId(id.parse().ok()?)))
    }
}

impl std::fmt::Display for InboxKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.0.0, self.1)
    }
}

/// A page of the viewer's inbox, and the key of the next one.
///
/// # Errors
/// When the database does not answer.
pub async fn inbox(db: &Db, viewer: &Viewer, after: Option<InboxKey>) -> Result<(Vec<InboxRow>, Option<InboxKey>)> {
    let older = after.map(|InboxKey(at, id)| {
        let same_moment = Condition::all()
            .add(participant::Column::ActivityAt.eq(at))
            .add(participant::Column::ConversationId.lt(id));
        Condition::any()
            .add(participant::Column::ActivityAt.lt(at))
            .add(same_moment)
    });
    let mut rows = rows(db, viewer, Condition::all().add_option(older), PAGE_SIZE + 1).await?;
    let next = (rows.len() as u64 > PAGE_SIZE)
        .then(|| rows.pop())
        .and_then(|_| rows.last())
        .map(|last| InboxKey(last.place.activity_at, last.place.conversation_id));
    Ok((rows, next))
}

/// Every conversation of the viewer's.
///
/// # Errors
/// When the database does not answer.
pub async fn conversations(db: &Db, viewer: &Viewer) -> Result<Vec<InboxRow>> {
    rows(db, viewer, Condition::all(), u64::from(u32::MAX)).await
}

/// One conversation of the viewer's, as their inbox shows it.
///
/// # Errors
/// [`AppError::NotFound`] for strangers.
pub async fn conversation(db: &Db, viewer: &Viewer, id: ConversationId) -> Result<InboxRow> {
    let this = Condition::all().add(participant::Column::ConversationId.eq(id));
    rows(db, viewer, this, 1).await?.pop().ok_or(AppError::NotFound)
}

/// The rows of the viewer's inbox that changed since a revision, newest activity first, and the revision that this
/// brings the reader to.
///
/// # Errors
/// When the database does not answer.
pub async fn changes_since(db: &Db, viewer: &Viewer, since: i64, current: i64) -> Result<(Vec<InboxRow>, i64)> {
    let last: Option<i64> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Revision)
        .filter(participant::Column::UserId.eq(viewer.id))
        .filter(participant::Column::Revision.gt(since))
        .order_by_asc(participant::Column::Revision)
        .offset(MOST_NEWS - 1)
        .into_tuple()
        .one(db.read())
        .await?;
    let revision = last.unwrap_or(current).min(current);
    let changed = Condition::all()
        .add(participant::Column::Revision.gt(since))
        .add(participant::Column::Revision.lte(revision));
    Ok((rows(db, viewer, changed, MOST_NEWS).await?, revision))
}

/// The viewer's conversations about some listings, newest activity first.
///
/// # Errors
/// When the database does not answer.
pub async fn enquiries(db: &Db, viewer: &Viewer) -> Result<Vec<InboxRow>> {
    let as_owner = Condition::all().add(conversation::Column::OwnerId.eq(viewer.id));
    rows(db, viewer, as_owner, 1_000).await
}

async fn rows(db: &Db, viewer: &Viewer, condition: Condition, limit: u64) -> Result<Vec<InboxRow>> {
    let places = participant::Entity::find()
        .find_also_related(conversation::Entity)
        .filter(participant::Column::UserId.eq(viewer.id))
        .filter(condition)
        .order_by_desc(participant::Column::ActivityAt)
        .order_by_desc(participant::Column::ConversationId)
        .limit(limit)
        .all(db.read())
        .await?;
    let places: Vec<_> = places
        .into_iter()
        .filter_map(|(place, conversation)| Some((place, conversation?)))
        .collect();
    let ids = places.iter().map(|(_, conversation)| conversation.listing_id).collect();
    let homes = listings(db, ids).await?;
    let homes: HashMap<ListingId, listing::Model> = homes.into_iter().map(|home| (home.id, home)).collect();
    let both = |(_, row): &(participant::Model, conversation::Model)| [row.renter_id, row.owner_id];
    let people = people(db, places.iter().flat_map(both)).await?;
    places
        .into_iter()
        .map(|(place, conversation)| {
            Ok(InboxRow {
                listing: homes.get(&conversation.listing_id).cloned().ok_or(AppError::NotFound)?,
                renter: people.get(conversation.renter_id)?,
                owner: people.get(conversation.owner_id)?,
                place,
                conversation,
            })
        })
        .collect()
}
