//! A thread: a conversation as one of its two people sees it. Every read goes through the viewer.

use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef};

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

/// A conversation as one of its two people sees it.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The conversation.
    pub id: ConversationId,
    /// Grows with every visible change of it.
    pub revision: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// The home it is about.
    pub listing: ListingSummary,
    /// Whether the one who is looking asked about that home, and the other one has it.
    pub is_renter: bool,
    /// Who is looking.
    pub me: Person,
    /// Whom they talk with.
    pub other: Person,
    /// MessagePageDetails the viewer has not read.
    pub unread: i64,
    /// The newest message the viewer has read.
    pub read_by_me: MessageId,
    /// What the viewer may know of the other side's reading.
    pub receipt: ReceiptState,
    /// What the viewer has typed and not sent yet.
    pub draft: String,
}

/// The home that a conversation is about, as far as that shows it: what is said of it at length stays in its row.
#[derive(Clone, Debug)]
pub struct ListingSummary {
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

/// How a query calls the places of the viewer and of the other one.
const MINE: &str = "mine";
const THEIRS: &str = "theirs";

selected! {
    /// A conversation from the side of one of its two people, as it is read.
    struct Seen {
        /// The conversation.
        pub id: ConversationId = conversation::Column::Id,
        /// Grows with every visible change of it.
        pub revision: i64 = conversation::Column::Revision,
        /// When it began.
        pub created_at: Timestamp = conversation::Column::CreatedAt,
        /// The home it is about.
        pub listing_id: ListingId = listing::Column::Id,
        /// Its title.
        pub title: String = listing::Column::Title,
        /// Where it is.
        pub city: String = listing::Column::City,
        /// Rent a month, in minor units.
        pub price: i64 = listing::Column::Price,
        /// The currency's ISO 4217 code.
        pub currency: String = listing::Column::Currency,
        /// From when, as `YYYY-MM-DD`.
        pub available_from: Option<String> = listing::Column::AvailableFrom,
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
        /// Whether they give receipts, and see those of others.
        pub renter_receipts: bool = Expr::col((RENTER, user::Column::Receipts)),
        /// Who answers.
        pub owner_id: UserId = conversation::Column::OwnerId,
        /// Their name.
        pub owner_name: String = Expr::col((OWNER, user::Column::Name)),
        /// Whether they give receipts, and see those of others.
        pub owner_receipts: bool = Expr::col((OWNER, user::Column::Receipts)),
        /// MessagePageDetails the viewer has not read.
        pub unread: i64 = Expr::col((MINE, participant::Column::Unread)),
        /// The newest message the viewer has read.
        pub read_by_me: MessageId = Expr::col((MINE, participant::Column::ReadMessageId)),
        /// What the viewer has typed and not sent yet.
        pub draft: String = Expr::col((MINE, participant::Column::Draft)),
        /// The newest message of the viewer's that the other one has given a receipt for.
        pub receipt_message_id: MessageId = Expr::col((THEIRS, participant::Column::ReceiptMessageId)),
        /// When they read it.
        pub receipt_at: Option<Timestamp> = Expr::col((THEIRS, participant::Column::ReceiptAt)),
        /// The conversation's revision that last changed any of this.
        pub receipt_revision: i64 = Expr::col((THEIRS, participant::Column::ReceiptRevision)),
    }
}

/// A conversation of the viewer's.
///
/// # Errors
/// [`AppError::NotFound`] for strangers.
pub async fn find(db: &Db, viewer: &Viewer, id: ConversationId) -> Result<Thread> {
    static SEEN: CachedSql = CachedSql::new();
    let values = [id.into(), viewer.id.into(), viewer.id.into()];
    let found = SEEN.all(db.read(), values, || seen(viewer, id)).await?;
    let row = found.first().ok_or(AppError::NotFound)?;
    Ok(Seen::read(row)?.by(viewer))
}

fn seen(viewer: &Viewer, id: ConversationId) -> SelectStatement {
    let place = || -> RelationDef {
        let place = conversation::Entity::belongs_to(participant::Entity);
        place
            .from(conversation::Column::Id)
            .to(participant::Column::ConversationId)
            .into()
    };
    let whose = |place: &'static str| Expr::col((place, participant::Column::UserId));
    let found = conversation::Entity::find_by_id(id)
        .inner_join(listing::Entity)
        .join_as(JoinType::InnerJoin, person(conversation::Column::RenterId), RENTER)
        .join_as(JoinType::InnerJoin, person(conversation::Column::OwnerId), OWNER)
        .join_as(JoinType::InnerJoin, place(), MINE)
        .join_as(JoinType::InnerJoin, place(), THEIRS)
        .filter(whose(MINE).eq(viewer.id))
        .filter(whose(THEIRS).ne(viewer.id));
    Seen::select(found).into_query()
}

impl Seen {
    fn by(self, viewer: &Viewer) -> Thread {
        let is_renter = self.renter_id == viewer.id;
        let renter = Person {
            id: self.renter_id,
            name: self.renter_name,
        };
        let owner = Person {
            id: self.owner_id,
            name: self.owner_name,
        };
        let (me, other) = if is_renter { (renter, owner) } else { (owner, renter) };
        // Whoever gives none sees none.
        let is_told = self.renter_receipts && self.owner_receipts;
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
            me,
            other,
            unread: self.unread,
            read_by_me: self.read_by_me,
            receipt: ReceiptState {
                message: if is_told { self.receipt_message_id } else { MessageId(0) },
                at: self.receipt_at.filter(|_| is_told),
                revision: self.receipt_revision,
            },
            draft: self.draft,
        }
    }
}
