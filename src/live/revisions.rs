//! In-memory cache of the revisions of conversations and inboxes: a poll without changes needs no query.
//!
//! The database is authoritative. A committed change evicts the entry it made stale, and the next request loads it
//! again.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};

use super::cache::Cache;
use crate::db::{Change, Db};
use crate::entities::{ConversationId, UserId, conversation, message, participant, user};
use crate::error::{AppError, Result};

/// In conversations, in their participants, and in inboxes; an entry takes about a hundred bytes.
const CAPACITY: usize = 100_000;

/// The two participants of a conversation, and its revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversationState {
    pub renter: UserId,
    pub owner: UserId,
    /// Bumped by every visible change.
    pub revision: i64,
    /// The revision that last changed the renter's thread: a message, or a read receipt of the owner.
    pub shown_to_renter: i64,
    /// The same for the owner's thread.
    pub shown_to_owner: i64,
}

impl ConversationState {
    /// The other participant, for a viewer who is one.
    pub fn other(&self, viewer: UserId) -> UserId {
        if viewer == self.renter { self.owner } else { self.renter }
    }

    /// Whether the viewer's thread has changed since the revision that their client has seen. A future revision is
    /// invalid and counts as changed.
    ///
    /// A read receipt changes only the thread of the other participant. If it changed the reader's own thread, their
    /// pages would make each other poll without end.
    pub fn has_changes_for(&self, viewer: UserId, since: i64) -> bool {
        let shown = if viewer == self.renter {
            self.shown_to_renter
        } else {
            self.shown_to_owner
        };
        !(shown..=self.revision).contains(&since)
    }
}

/// The revision and the unread count of a person's inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxState {
    /// Bumped by every visible change.
    pub revision: i64,
    /// Unread messages in all conversations.
    pub unread: i64,
}

impl InboxState {
    /// [`Self::unread`] as a count for pages.
    pub fn displayed_unread(&self) -> u32 {
        u32::try_from(self.unread).unwrap_or(u32::MAX)
    }
}

pub struct Revisions {
    db: Db,
    conversations: Cache<ConversationId, ConversationState>,
    /// Who participates in which conversation, which never changes. Only participants are cached.
    participants: Cache<(ConversationId, UserId), ()>,
    inboxes: Cache<UserId, InboxState>,
}

impl Revisions {
    pub fn new(db: Db) -> Self {
        Self {
            db,
            conversations: Cache::new(CAPACITY),
            participants: Cache::new(2 * CAPACITY),
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

    /// The state of a conversation, cached or loaded.
    ///
    /// Membership is checked first. For a stranger, it is one query of the same key, whether the conversation exists or
    /// not. No cache is read for a conversation of others: the time of the response would tell that it exists, and when
    /// it changes.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it does not exist or the viewer is not a participant.
    pub async fn conversation(&self, viewer: UserId, id: ConversationId) -> Result<ConversationState> {
        self.participants
            .get_or_load((id, viewer), || self.check_participant(viewer, id))
            .await?;
        self.conversations.get_or_load(id, || self.load_conversation(id)).await
    }

    /// The cached state of a conversation. `None` if it is not cached, or if it is not cached that the viewer is a
    /// participant.
    pub fn cached_conversation(&self, viewer: UserId, id: ConversationId) -> Option<ConversationState> {
        self.participants.get(&(id, viewer))?;
        self.conversations.get(&id)
    }

    pub fn cached_inbox(&self, user: UserId) -> Option<InboxState> {
        self.inboxes.get(&user)
    }

    /// The state of a person's inbox, cached or loaded.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the person does not exist.
    pub async fn inbox(&self, user: UserId) -> Result<InboxState> {
        self.inboxes.get_or_load(user, || self.load_inbox(user)).await
    }

    /// # Errors
    /// [`AppError::NotFound`], which is not cached.
    async fn check_participant(&self, viewer: UserId, id: ConversationId) -> Result<()> {
        let found: Option<UserId> = participant::Entity::find_by_id((id, viewer))
            .select_only()
            .column(participant::Column::UserId)
            .into_tuple()
            .one(self.db.read())
            .await?;
        found.map(drop).ok_or(AppError::NotFound)
    }

    async fn load_conversation(&self, id: ConversationId) -> Result<ConversationState> {
        let messages = message::Entity::find()
            .select_only()
            .expr(message::Column::Revision.max())
            .filter(message::Column::ConversationId.eq(id))
            .into_query();
        let receipt = |reader: conversation::Column| {
            let query = participant::Entity::find()
                .select_only()
                .column(participant::Column::ReceiptRevision)
                .filter(participant::Column::ConversationId.eq(id))
                .filter(participant::Column::UserId.into_expr().eq(reader.into_expr()));
            Expr::SubQuery(None, Box::new(query.into_query().into()))
        };
        type Row = (UserId, UserId, i64, Option<i64>, Option<i64>, Option<i64>);
        let row: Option<Row> = conversation::Entity::find_by_id(id)
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
        let (renter, owner, revision, messages, by_owner, by_renter) = row.ok_or(AppError::NotFound)?;
        Ok(ConversationState {
            renter,
            owner,
            revision,
            // `None` is less than any revision. A receipt with the next revision is shown when that is assigned.
            shown_to_renter: Ord::min(Ord::max(messages, by_owner).unwrap_or(0), revision),
            shown_to_owner: Ord::min(Ord::max(messages, by_renter).unwrap_or(0), revision),
        })
    }

    async fn load_inbox(&self, id: UserId) -> Result<InboxState> {
        let unread = participant::Entity::find()
            .select_only()
            .expr(participant::Column::Unread.sum())
            .filter(participant::Column::UserId.eq(id))
            .into_query();
        let row: Option<(i64, Option<i64>)> = user::Entity::find_by_id(id)
            .select_only()
            .column(user::Column::InboxRevision)
            .expr(Expr::SubQuery(None, Box::new(unread.into())))
            .into_tuple()
            .one(self.db.read())
            .await?;
        let (revision, unread) = row.ok_or(AppError::NotFound)?;
        Ok(InboxState {
            revision,
            unread: unread.unwrap_or(0),
        })
    }
}
