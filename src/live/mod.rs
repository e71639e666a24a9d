//! What is current: the latest revisions, kept in memory so that a poll without news asks the database nothing.
//!
//! It may be dropped at any time and is rebuilt from the database; it never is the truth. A change forgets what is
//! kept about its subject once it is committed, and the next question reads it anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::db::given::Given;
use crate::db::{Change, Db, Tx};
use crate::entities::{ConversationId, Timestamp, UserId, conversation, message, participant, user};
use crate::error::{AppError, Result};

mod answers;
mod cache;
mod counts;
pub mod lines;
mod presence;

use answers::FirstAnswer;
pub use cache::Cache;
use counts::Counts;
use presence::Presence;

/// How many conversations, inboxes and people are remembered; each takes about a hundred bytes.
const REMEMBERED: usize = 100_000;

/// How many owners' answering is remembered; each takes at most three kilobytes.
const REMEMBERED_OWNERS: usize = 10_000;

/// Who talks in a conversation, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversationState {
    /// Who asked.
    pub renter: UserId,
    /// Who answers.
    pub owner: UserId,
    /// Grows with every visible change.
    pub revision: i64,
    /// The revision that last changed what the renter is shown: messages, and what the owner has read of theirs.
    pub shown_to_renter: i64,
    /// The revision that last changed what the owner is shown.
    pub shown_to_owner: i64,
}

impl ConversationState {
    /// Whom one of the two talks with.
    pub fn other(&self, viewer: UserId) -> UserId {
        if viewer == self.renter { self.owner } else { self.renter }
    }

    /// Whether one of the two, whose page has seen a revision, lacks something. One from the future is not believed.
    ///
    /// What somebody reads is news to the other side and none to themselves: else their pages would ask for it, and
    /// each other, without end.
    pub fn has_news_for(&self, viewer: UserId, since: i64) -> bool {
        let shown = if viewer == self.renter {
            self.shown_to_renter
        } else {
            self.shown_to_owner
        };
        !(shown..=self.revision).contains(&since)
    }
}

/// Where a person's inbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxState {
    /// Grows with every visible change.
    pub revision: i64,
    /// Messages not read, in all conversations together.
    pub unread: i64,
}

impl InboxState {
    /// The number as pages show it.
    pub fn shown_unread(&self) -> u32 {
        u32::try_from(self.unread).unwrap_or(u32::MAX)
    }
}

/// The latest revisions, in memory.
pub struct Live {
    db: Db,
    conversations: Cache<ConversationId, ConversationState>,
    inboxes: Cache<UserId, InboxState>,
    answers: Cache<UserId, Arc<[FirstAnswer]>>,
    presence: Presence,
    /// How many listings match what people look for.
    pub listings: Counts,
}

impl Live {
    /// Knows nothing yet, and reads from `db` what it is asked.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            conversations: Cache::new(REMEMBERED),
            inboxes: Cache::new(REMEMBERED),
            answers: Cache::new(REMEMBERED_OWNERS),
            presence: Presence::new(REMEMBERED),
            listings: Counts::default(),
        }
    }

    /// Forgets what a committed change has made old.
    pub fn hear(&self, change: &Change) {
        match change {
            Change::Conversation(id) => self.conversations.forget(id),
            Change::Inbox(user) => self.inboxes.forget(user),
            Change::Answer(user) => self.answers.forget(user),
            Change::Presence(user) => self.presence.forget(*user),
            Change::Listings => self.listings.forget(),
            Change::Thread(_) | Change::Session(_) => {}
        }
    }

    /// Where a conversation stands, for one of the two people in it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else, and when there is none.
    pub async fn conversation(&self, viewer: UserId, id: ConversationId) -> Result<ConversationState> {
        let state = self
            .conversations
            .get_or_load(id, || self.load_conversation(id))
            .await?;
        if state.renter == viewer || state.owner == viewer {
            return Ok(state);
        }
        Err(AppError::NotFound)
    }

    /// Where a conversation stands, if memory knows it, for one of the two people in it.
    pub fn known_conversation(&self, viewer: UserId, id: ConversationId) -> Option<ConversationState> {
        let state = self.conversations.get(&id)?;
        (state.renter == viewer || state.owner == viewer).then_some(state)
    }

    /// Where a person's inbox stands, if memory knows it.
    pub fn known_inbox(&self, user: UserId) -> Option<InboxState> {
        self.inboxes.get(&user)
    }

    /// Where a person's inbox stands.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such person.
    pub async fn inbox(&self, user: UserId) -> Result<InboxState> {
        self.inboxes.get_or_load(user, || self.load_inbox(user)).await
    }

    async fn load_conversation(&self, id: ConversationId) -> Result<ConversationState> {
        let messages = message::Entity::find()
            .select_only()
            .expr(message::Column::Revision.max())
            .filter(message::Column::ConversationId.eq(id))
            .into_query();
        let receipt = |of: conversation::Column| {
            let place = participant::Entity::find()
                .select_only()
                .column(participant::Column::ReceiptRevision)
                .filter(participant::Column::ConversationId.eq(id))
                .filter(participant::Column::UserId.into_expr().eq(of.into_expr()));
            Expr::SubQuery(None, Box::new(place.into_query().into()))
        };
        type Found = (UserId, UserId, i64, Option<i64>, Option<i64>, Option<i64>);
        let found: Option<Found> = conversation::Entity::find_by_id(id)
            .select_only()
            .columns([
                conversation::Column::RenterId,
                conversation::Column::OwnerId,
                conversation::Column::Revision,
            ])
            .expr(Expr::SubQuery(None, Box::new(messages.into())))
            .expr(receipt(conversation::Column::OwnerId))
            .expr(receipt(conversation::Column::RenterId))
            .into_tuple()
            .one(self.db.read())
            .await?;
        let (renter, owner, revision, messages, by_owner, by_renter) = found.ok_or(AppError::NotFound)?;
        Ok(ConversationState {
            renter,
            owner,
            revision,
            // Nothing compares as less than any revision.
            shown_to_renter: Ord::max(messages, by_owner).unwrap_or(0),
            shown_to_owner: Ord::max(messages, by_renter).unwrap_or(0),
        })
    }

    async fn load_inbox(&self, id: UserId) -> Result<InboxState> {
        let unread = participant::Entity::find()
            .select_only()
            .expr(participant::Column::Unread.sum())
            .filter(participant::Column::UserId.eq(id))
            .into_query();
        let found: Option<(i64, Option<i64>)> = user::Entity::find_by_id(id)
            .select_only()
            .column(user::Column::InboxRevision)
            .expr(Expr::SubQuery(None, Box::new(unread.into())))
            .into_tuple()
            .one(self.db.read())
            .await?;
        let (revision, unread) = found.ok_or(AppError::NotFound)?;
        Ok(InboxState {
            revision,
            unread: unread.unwrap_or(0),
        })
    }
}

/// Raises a conversation's revision by one and answers with it. Whatever a change touches is stamped with it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such conversation.
pub async fn raise_conversation(tx: &Tx, id: ConversationId, now: Timestamp) -> Result<i64> {
    let raised = conversation::Entity::update_many()
        .col_expr(
            conversation::Column::Revision,
            Expr::col(conversation::Column::Revision).add(1),
        )
        .col_expr(conversation::Column::UpdatedAt, Expr::value(now))
        .filter(conversation::Column::Id.eq(id))
        .exec_with_returning(tx.conn())
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    announce_conversation(tx, raised.id, [raised.renter_id, raised.owner_id]);
    Ok(raised.revision)
}

/// Says that the revision of a conversation between these two has been raised.
pub fn announce_conversation(tx: &Tx, id: ConversationId, people: [UserId; 2]) {
    tx.announce(Change::Conversation(id));
    for person in people {
        tx.announce(Change::Thread(person));
    }
}

/// Raises a person's inbox revision by one and answers with it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such person.
pub async fn raise_inbox(tx: &Tx, id: UserId) -> Result<i64> {
    tx.announce(Change::Inbox(id));
    user::Entity::update_many()
        .col_expr(
            user::Column::InboxRevision,
            Expr::col(user::Column::InboxRevision).add(1),
        )
        .filter(user::Column::Id.eq(id))
        .exec_with_returning(tx.conn())
        .await?
        .pop()
        .map(|row| row.inbox_revision)
        .ok_or(AppError::NotFound)
}

/// The inbox revisions of some people, as they were read: raised row by row, and written at once.
#[derive(Debug, Default)]
pub struct Inboxes(BTreeMap<UserId, i64>);

impl Inboxes {
    /// A row of somebody's inbox changes, which was at a revision before any of them. Answers with its revision: no two
    /// rows have the same, so that a poll which brings only some of them knows where it stopped.
    pub fn raise(&mut self, person: UserId, before: i64) -> i64 {
        let revision = self.0.entry(person).or_insert(before);
        *revision += 1;
        *revision
    }

    /// Writes them down; there is at least one.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn write(self, tx: &Tx) -> Result<()> {
        for person in self.0.keys() {
            tx.announce(Change::Inbox(*person));
        }
        let given = Given::rows(self.0);
        let mut raise = Query::update();
        raise
            .table(user::Entity)
            .value(user::Column::InboxRevision, given.value(2))
            .and_where(Expr::col((user::Entity, user::Column::Id)).eq(given.value(1)));
        tx.conn().execute(given.beside(&mut raise)).await?;
        Ok(())
    }
}
