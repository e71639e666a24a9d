//! Reads of the inbox: every conversation of a person, newest activity first.

use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Related,
};

use super::cursor::InboxCursor;
use crate::accounts::Viewer;
use crate::conversations::conversation::{OWNER, RENTER, person};
use crate::db::Db;
use crate::db::cached_sql::CachedSql;
use crate::db::columns::selected;
use crate::entities::{
    ConversationId, ListingId, MessageId, PhotoId, Timestamp, UserId, conversation, listing, participant, user,
};
use crate::error::{AppError, Result};

/// Conversations on a page of the inbox.
pub const PAGE_SIZE: u64 = 30;

/// How many changed rows one poll brings; what is left comes with the next.
const MAX_CHANGES: u64 = 100;

/// No limit.
const EVERYTHING: u64 = u32::MAX as u64;

selected! {
    /// A conversation in somebody's inbox: what its row there shows, and what the API says of it.
    pub struct InboxRow {
        /// The conversation.
        pub id: ConversationId = conversation::Column::Id,
        /// Grows with every visible change of it.
        pub revision: i64 = conversation::Column::Revision,
        /// The newest message, if there is one.
        pub last_message_id: Option<MessageId> = conversation::Column::LastMessageId,
        /// Who sent it.
        pub last_message_sender_id: Option<UserId> = conversation::Column::LastMessageSenderId,
        /// The beginning of it; nothing once it has been unsent.
        pub last_message_text: Option<String> = conversation::Column::LastMessageText,
        /// When it was sent.
        pub last_message_at: Option<Timestamp> = conversation::Column::LastMessageAt,
        /// When the conversation began.
        pub created_at: Timestamp = conversation::Column::CreatedAt,
        /// When anything last changed.
        pub updated_at: Timestamp = conversation::Column::UpdatedAt,
        /// Messages that the viewer has not read.
        pub unread: i64 = participant::Column::Unread,
        /// When it last moved to the top of the viewer's inbox.
        pub activity_at: Timestamp = participant::Column::ActivityAt,
        /// The inbox revision at which it did.
        pub activity_revision: i64 = participant::Column::ActivityRevision,
        /// The home it is about.
        pub listing_id: ListingId = listing::Column::Id,
        /// Its title.
        pub listing_title: String = listing::Column::Title,
        /// Where it is.
        pub listing_city: String = listing::Column::City,
        /// Its first photo, if it has one.
        pub cover_id: Option<PhotoId> = listing::Column::CoverId,
        /// The mean colour of that one.
        pub cover_colour: Option<String> = listing::Column::CoverColour,
        /// What that one shows.
        pub cover_alt: Option<String> = listing::Column::CoverAlt,
        /// Who asked.
        pub renter_id: UserId = conversation::Column::RenterId,
        /// Their name.
        pub renter_name: String = Expr::col((RENTER, user::Column::Name)),
        /// Who answers.
        pub owner_id: UserId = conversation::Column::OwnerId,
        /// Their name.
        pub owner_name: String = Expr::col((OWNER, user::Column::Name)),
    }
}

/// A page of the viewer's inbox, and the key of the next one.
///
/// # Errors
/// When the database does not answer.
pub async fn inbox_page(
    db: &Db,
    viewer: &Viewer,
    after: Option<InboxCursor>,
) -> Result<(Vec<InboxRow>, Option<InboxCursor>)> {
    let older = after.map(|InboxCursor(at, id)| {
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
        .map(|last| InboxCursor(last.activity_at, last.id));
    Ok((rows, next))
}

/// Every conversation of the viewer's.
///
/// # Errors
/// When the database does not answer.
pub async fn conversations(db: &Db, viewer: &Viewer) -> Result<Vec<InboxRow>> {
    rows(db, viewer, Condition::all(), EVERYTHING).await
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
        .offset(MAX_CHANGES - 1)
        .into_tuple()
        .one(db.read())
        .await?;
    let revision = last.unwrap_or(current).min(current);
    // What moved until then has to come now, also if it has changed later: the next poll would look for it in its place.
    let until_then = Condition::any()
        .add(participant::Column::Revision.lte(revision))
        .add(participant::Column::ActivityRevision.between(since.saturating_add(1), revision));
    let changed = Condition::all()
        .add(participant::Column::Revision.gt(since))
        .add(until_then);
    Ok((rows(db, viewer, changed, EVERYTHING).await?, revision))
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
    static TOP: CachedSql = CachedSql::new();
    let rows = if condition.is_empty() {
        let values = [viewer.id.into(), limit.into()];
        TOP.all(db.read(), values, || places(viewer, Condition::all(), limit))
            .await?
    } else {
        db.read().query_all(&places(viewer, condition, limit)).await?
    };
    let rows = rows.iter().map(InboxRow::read);
    Ok(rows.collect::<Result<_, _>>()?)
}

fn places(viewer: &Viewer, condition: Condition, limit: u64) -> SelectStatement {
    let places = participant::Entity::find()
        .inner_join(conversation::Entity)
        .join(
            JoinType::InnerJoin,
            <conversation::Entity as Related<listing::Entity>>::to(),
        )
        .join_as(JoinType::InnerJoin, person(conversation::Column::RenterId), RENTER)
        .join_as(JoinType::InnerJoin, person(conversation::Column::OwnerId), OWNER)
        .filter(participant::Column::UserId.eq(viewer.id))
        .filter(condition)
        .order_by_desc(participant::Column::ActivityAt)
        .order_by_desc(participant::Column::ConversationId)
        .limit(limit);
    InboxRow::select(places).into_query()
}
