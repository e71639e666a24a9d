//! Reads of the inbox: all conversations of a person, newest activity first.

use sea_orm::sea_query::{CaseStatement, Expr, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Related,
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

/// Maximum number of changed rows in one poll response; the next poll returns the rest.
const MAX_CHANGES: u64 = 100;

/// On a page of the owner's listings.
const MAX_ENQUIRIES: u64 = 100;

selected! {
    /// A conversation in a person's inbox: for its row, and for the API.
    pub struct InboxRow {
        pub id: ConversationId = conversation::Column::Id,
        /// Grows with every change that the viewer sees: of the conversation, and of the row in the viewer's inbox, which
        /// includes the viewer's own reading.
        pub revision: i64 = conversation::Column::Revision.into_expr().add(participant::Column::Revision.into_expr()),
        /// None before the first message.
        pub last_message_id: Option<MessageId> = conversation::Column::LastMessageId,
        pub last_message_sender_id: Option<UserId> = conversation::Column::LastMessageSenderId,
        /// The beginning of its text; None once it is unsent.
        pub last_message_text: Option<String> = conversation::Column::LastMessageText,
        pub last_message_at: Option<Timestamp> = conversation::Column::LastMessageAt,
        pub created_at: Timestamp = conversation::Column::CreatedAt,
        pub updated_at: Timestamp = conversation::Column::UpdatedAt,
        /// The number of messages that the viewer has not read.
        pub unread: i64 = participant::Column::Unread,
        /// When it last moved to the top of the viewer's inbox.
        pub activity_at: Timestamp = participant::Column::ActivityAt,
        /// The inbox revision at which it moved there.
        pub activity_revision: i64 = participant::Column::ActivityRevision,
        pub listing_id: ListingId = listing::Column::Id,
        pub listing_title: String = listing::Column::Title,
        pub listing_city: String = listing::Column::City,
        /// The first photo.
        pub cover_id: Option<PhotoId> = listing::Column::CoverId,
        /// The mean colour of the cover as `#rrggbb`.
        pub cover_colour: Option<String> = listing::Column::CoverColour,
        /// The alternative text of the cover.
        pub cover_alt: Option<String> = listing::Column::CoverAlt,
        pub renter_id: UserId = conversation::Column::RenterId,
        pub renter_name: String = Expr::col((RENTER, user::Column::Name)),
        pub owner_id: UserId = conversation::Column::OwnerId,
        pub owner_name: String = Expr::col((OWNER, user::Column::Name)),
    }
}

/// Reads a page of the viewer's inbox, and returns the cursor of the next page; None on the last one.
pub async fn inbox_page(
    db: &Db,
    viewer: &Viewer,
    after: Option<InboxCursor>,
    limit: u64,
) -> Result<(Vec<InboxRow>, Option<InboxCursor>)> {
    let older = after.map(|InboxCursor(at, id)| {
        let same_moment = Condition::all()
            .add(participant::Column::ActivityAt.eq(at))
            .add(participant::Column::ConversationId.lt(id));
        Condition::any()
            .add(participant::Column::ActivityAt.lt(at))
            .add(same_moment)
    });
    let mut rows = rows(db, viewer, Condition::all().add_option(older), limit + 1).await?;
    let next = (rows.len() as u64 > limit)
        .then(|| rows.pop())
        .and_then(|_| rows.last())
        .map(|last| InboxCursor(last.activity_at, last.id));
    Ok((rows, next))
}

/// The cursor of the page after a conversation of the viewer.
///
/// # Errors
/// [`AppError::NotFound`] also when the viewer is not a participant.
pub async fn cursor_after(db: &Db, viewer: &Viewer, id: ConversationId) -> Result<InboxCursor> {
    let activity_at: Option<Timestamp> = participant::Entity::find_by_id((id, viewer.id))
        .select_only()
        .column(participant::Column::ActivityAt)
        .into_tuple()
        .one(db.read())
        .await?;
    Ok(InboxCursor(activity_at.ok_or(AppError::NotFound)?, id))
}

/// The inbox row of one conversation.
///
/// # Errors
/// [`AppError::NotFound`] also when the viewer is not a participant.
pub async fn conversation(db: &Db, viewer: &Viewer, id: ConversationId) -> Result<InboxRow> {
    let this = Condition::all().add(participant::Column::ConversationId.eq(id));
    rows(db, viewer, this, 1).await?.pop().ok_or(AppError::NotFound)
}

/// Returns the inbox rows that changed since a revision, newest activity first, and the revision up to which they are
/// complete. At the limit that revision may be older than `current`.
///
/// A row that moved to the top since then counts from the revision at which it moved, even if it has changed later.
/// Counted by its later change, the next poll would treat it as a row that did not move.
pub async fn changes_since(db: &Db, viewer: &Viewer, since: i64, current: i64) -> Result<(Vec<InboxRow>, i64)> {
    let moved = participant::Column::ActivityRevision.gt(since);
    let counts_from: SimpleExpr = CaseStatement::new()
        .case(moved.clone(), Expr::col(participant::Column::ActivityRevision))
        .finally(Expr::col(participant::Column::Revision))
        .into();
    let cut: Option<i64> = participant::Entity::find()
        .select_only()
        .expr(counts_from.clone())
        .filter(participant::Column::UserId.eq(viewer.id))
        .filter(participant::Column::Revision.gt(since))
        .order_by(counts_from, Order::Asc)
        .offset(MAX_CHANGES - 1)
        .into_tuple()
        .one(db.read())
        .await?;
    let revision = Ord::min(cut.unwrap_or(current), current);
    let moved = Condition::all()
        .add(moved)
        .add(participant::Column::ActivityRevision.lte(revision));
    let changed = Condition::all()
        .add(participant::Column::ActivityRevision.lte(since))
        .add(participant::Column::Revision.lte(revision));
    let is_changed = Condition::all()
        .add(participant::Column::Revision.gt(since))
        .add(Condition::any().add(moved).add(changed));
    // Each row has revisions of its own, so the condition leaves at most this many.
    Ok((rows(db, viewer, is_changed, MAX_CHANGES).await?, revision))
}

/// The conversations about some listings of the viewer, newest activity first; at most 100.
pub async fn enquiries(db: &Db, viewer: &Viewer, listings: Vec<ListingId>) -> Result<Vec<InboxRow>> {
    if listings.is_empty() {
        return Ok(Vec::new());
    }
    let about = Condition::all()
        .add(conversation::Column::OwnerId.eq(viewer.id))
        .add(conversation::Column::ListingId.is_in(listings));
    rows(db, viewer, about, MAX_ENQUIRIES).await
}

/// The number of conversations about a listing, and of the messages in them that its owner has not read.
#[derive(Clone, Copy, Debug)]
pub struct EnquiryCount {
    pub listing: ListingId,
    pub conversations: i64,
    pub unread: i64,
}

/// The counts of all listings of the viewer that have enquiries.
pub async fn enquiry_counts(db: &Db, viewer: &Viewer) -> Result<Vec<EnquiryCount>> {
    // PostgreSQL sums integers as a decimal number.
    let unread = participant::Column::Unread.sum().cast_as("bigint");
    let counts: Vec<(ListingId, i64, i64)> = participant::Entity::find()
        .inner_join(conversation::Entity)
        .select_only()
        .column(conversation::Column::ListingId)
        .expr(participant::Column::ConversationId.count())
        .expr(unread)
        .filter(participant::Column::UserId.eq(viewer.id))
        .filter(conversation::Column::OwnerId.eq(viewer.id))
        .group_by(conversation::Column::ListingId)
        .into_tuple()
        .all(db.read())
        .await?;
    let count = |(listing, conversations, unread)| EnquiryCount {
        listing,
        conversations,
        unread,
    };
    Ok(counts.into_iter().map(count).collect())
}

async fn rows(db: &Db, viewer: &Viewer, condition: Condition, limit: u64) -> Result<Vec<InboxRow>> {
    static FIRST_PAGE: CachedSql = CachedSql::new();
    let rows = if condition.is_empty() {
        let values = [viewer.id.into(), limit.into()];
        FIRST_PAGE
            .all(db.read(), values, || inbox_query(viewer, Condition::all(), limit))
            .await?
    } else {
        db.read().query_all(&inbox_query(viewer, condition, limit)).await?
    };
    let rows = rows.iter().map(InboxRow::read);
    Ok(rows.collect::<Result<_, _>>()?)
}

fn inbox_query(viewer: &Viewer, condition: Condition, limit: u64) -> SelectStatement {
    let query = participant::Entity::find()
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
    InboxRow::select(query).into_query()
}
