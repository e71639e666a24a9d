//! A thread: a conversation as one of its participants sees it. Every read takes the viewer, and a stranger gets
//! `NotFound`.

use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef};

use super::conversation::{OWNER, RENTER, person};
use super::read::read_receipts::ReceiptState;
use crate::accounts::{Person, Viewer};
use crate::db::Db;
use crate::db::cached_sql::CachedSql;
use crate::db::columns::selected;
use crate::entities::{
    ConversationId, ListingId, MessageId, PhotoId, Timestamp, UserId, conversation, listing, participant, user,
};
use crate::error::{AppError, Result};

pub mod changes;
pub mod messages;
pub mod pages;
pub mod props;
pub mod scam_warning;
pub mod window;

/// A conversation as the viewer sees it.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: ConversationId,
    /// Bumped with every visible change.
    pub revision: i64,
    pub created_at: Timestamp,
    pub listing: ListingSummary,
    /// Whether the viewer is the renter; else the viewer is the owner.
    pub is_renter: bool,
    /// The viewer.
    pub viewer: Person,
    /// The other participant.
    pub other: Person,
    /// The number of messages that the viewer has not read.
    pub unread: i64,
    /// The newest message that the viewer has read; 0 before the first.
    pub read_by_viewer: MessageId,
    /// The read receipt that the viewer sees.
    pub receipt: ReceiptState,
    /// The viewer's saved draft.
    pub draft: String,
}

/// The columns of a listing that a thread shows. The description is left out, because it can be long.
#[derive(Clone, Debug)]
pub struct ListingSummary {
    pub id: ListingId,
    pub title: String,
    pub city: String,
    /// Monthly rent, in minor units.
    pub price: i64,
    /// The ISO 4217 code.
    pub currency: String,
    /// `YYYY-MM-DD`.
    pub available_from: Option<String>,
    /// The first photo.
    pub cover_id: Option<PhotoId>,
    /// The mean colour of the cover as `#rrggbb`.
    pub cover_colour: Option<String>,
    /// The alternative text of the cover.
    pub cover_alt: Option<String>,
}

/// The aliases of both participant rows in the query: of the viewer, and of the other person.
const MINE: &str = "mine";
const THEIRS: &str = "theirs";

selected! {
    /// The row of a thread, before receipts are filtered.
    struct ThreadRow {
        pub id: ConversationId = conversation::Column::Id,
        pub revision: i64 = conversation::Column::Revision,
        pub created_at: Timestamp = conversation::Column::CreatedAt,
        pub listing_id: ListingId = listing::Column::Id,
        pub title: String = listing::Column::Title,
        pub city: String = listing::Column::City,
        pub price: i64 = listing::Column::Price,
        pub currency: String = listing::Column::Currency,
        pub available_from: Option<String> = listing::Column::AvailableFrom,
        pub cover_id: Option<PhotoId> = listing::Column::CoverId,
        pub cover_colour: Option<String> = listing::Column::CoverColour,
        pub cover_alt: Option<String> = listing::Column::CoverAlt,
        pub renter_id: UserId = conversation::Column::RenterId,
        pub renter_name: String = Expr::col((RENTER, user::Column::Name)),
        /// Whether the renter has read receipts switched on.
        pub renter_receipts: bool = Expr::col((RENTER, user::Column::Receipts)),
        pub owner_id: UserId = conversation::Column::OwnerId,
        pub owner_name: String = Expr::col((OWNER, user::Column::Name)),
        /// Whether the owner has read receipts switched on.
        pub owner_receipts: bool = Expr::col((OWNER, user::Column::Receipts)),
        pub unread: i64 = Expr::col((MINE, participant::Column::Unread)),
        pub read_by_viewer: MessageId = Expr::col((MINE, participant::Column::ReadMessageId)),
        pub draft: String = Expr::col((MINE, participant::Column::Draft)),
        /// The newest message of the viewer with a read receipt.
        pub receipt_message_id: MessageId = Expr::col((THEIRS, participant::Column::ReceiptMessageId)),
        pub receipt_at: Option<Timestamp> = Expr::col((THEIRS, participant::Column::ReceiptAt)),
        pub receipt_revision: i64 = Expr::col((THEIRS, participant::Column::ReceiptRevision)),
    }
}

/// Reads a thread.
///
/// # Errors
/// [`AppError::NotFound`] also when the viewer is not a participant.
pub async fn find(db: &Db, viewer: &Viewer, id: ConversationId) -> Result<Thread> {
    static FIND: CachedSql = CachedSql::new();
    let values = [id.into(), viewer.id.into(), viewer.id.into(), viewer.id.into()];
    let rows = FIND.all(db.read(), values, || thread_query(viewer, id)).await?;
    let row = rows.first().ok_or(AppError::NotFound)?;
    Ok(ThreadRow::read(row)?.into_thread(viewer))
}

/// The subquery asks for membership first. So the query for a stranger reads the same, whether the conversation exists or
/// not.
fn thread_query(viewer: &Viewer, id: ConversationId) -> SelectStatement {
    let membership = participant::Entity::find_by_id((id, viewer.id))
        .select_only()
        .column(participant::Column::ConversationId)
        .into_query();
    let participants = || -> RelationDef {
        let participants = conversation::Entity::belongs_to(participant::Entity);
        participants
            .from(conversation::Column::Id)
            .to(participant::Column::ConversationId)
            .into()
    };
    let user_of = |alias: &'static str| Expr::col((alias, participant::Column::UserId));
    let query = conversation::Entity::find()
        .filter(
            conversation::Column::Id
                .into_expr()
                .eq(Expr::SubQuery(None, Box::new(membership.into()))),
        )
        .inner_join(listing::Entity)
        .join_as(JoinType::InnerJoin, person(conversation::Column::RenterId), RENTER)
        .join_as(JoinType::InnerJoin, person(conversation::Column::OwnerId), OWNER)
        .join_as(JoinType::InnerJoin, participants(), MINE)
        .join_as(JoinType::InnerJoin, participants(), THEIRS)
        .filter(user_of(MINE).eq(viewer.id))
        .filter(user_of(THEIRS).ne(viewer.id));
    ThreadRow::select(query).into_query()
}

impl ThreadRow {
    fn into_thread(self, viewer: &Viewer) -> Thread {
        let is_renter = self.renter_id == viewer.id;
        let renter = Person {
            id: self.renter_id,
            name: self.renter_name,
        };
        let owner = Person {
            id: self.owner_id,
            name: self.owner_name,
        };
        let (person, other) = if is_renter { (renter, owner) } else { (owner, renter) };
        // Read receipts are mutual: both people must have them switched on.
        let has_receipts = self.renter_receipts && self.owner_receipts;
        Thread {
            id: self.id,
            revision: self.revision,
            created_at: self.created_at,
            listing: ListingSummary {
                id: self.listing_id,
                title: self.title,
                city: self.city,
                price: self.price,
                currency: self.currency,
                available_from: self.available_from,
                cover_id: self.cover_id,
                cover_colour: self.cover_colour,
                cover_alt: self.cover_alt,
            },
            is_renter,
            viewer: person,
            other,
            unread: self.unread,
            read_by_viewer: self.read_by_viewer,
            receipt: ReceiptState {
                message: if has_receipts {
                    self.receipt_message_id
                } else {
                    MessageId(0)
                },
                at: self.receipt_at.filter(|_| has_receipts),
                // One that changes with the next revision has not changed yet.
                revision: Ord::min(self.receipt_revision, self.revision),
            },
            draft: self.draft,
        }
    }
}
