//! The latest revisions of conversations and inboxes, cached in memory: a poll without news asks the database nothing.
//!
//! The database stays the truth. A committed change evicts what it made stale, and the next request loads it again.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};

use super::cache::Cache;
use crate::db::{Change, Db};
use crate::entities::{ConversationId, UserId, conversation, message, participant, user};
use crate::error::{AppError, Result};

/// The most conversations, and the most inboxes, that are cached; each entry takes about a hundred bytes.
const CAPACITY: usize = 100_000;

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
    pub fn has_changes_for(&self, viewer: UserId, since: i64) -> bool {
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
    pub fn displayed_unread(&self) -> u32 {
        u32::try_from(self.unread).unwrap_or(u32::MAX)
    }
}

/// The cache of revisions.
pub struct Revisions {
    db: Db,
    conversations: Cache<ConversationId, ConversationState>,
    inboxes: Cache<UserId, InboxState>,
}

impl Revisions {
    /// An empty cache in front of `db`.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            conversations: Cache::new(CAPACITY),
            inboxes: Cache::new(CAPACITY),
        }
    }

    /// Evicts what a committed change has made stale.
    pub fn handle_change(&self, change: &Change) {
        match change {
            Change::Conversation(id) => self.conversations.evict(id),
            Change::Inbox(user) => self.inboxes.evict(user),
            _ => {}
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
    pub fn cached_conversation(&self, viewer: UserId, id: ConversationId) -> Option<ConversationState> {
        let state = self.conversations.get(&id)?;
        (state.renter == viewer || state.owner == viewer).then_some(state)
    }

    /// Where a person's inbox stands, if memory knows it.
    pub fn cached_inbox(&self, user: UserId) -> Option<InboxState> {
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
