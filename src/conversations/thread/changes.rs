//! The changes of a thread since a revision, for its poll.

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Thread;
use super::messages::MessagePageDetails;
use super::window::{self, MessagePage};
use crate::db::Db;
use crate::entities::message;
use crate::error::Result;

/// Maximum number of messages in one poll response; the next poll returns the rest. Rows with the same revision are
/// not split, so a response may exceed it.
const MAX_CHANGES: u64 = 500;

#[derive(Clone, Debug)]
pub struct Changes {
    /// The new messages, the oldest first, with the message before them.
    pub new: MessagePageDetails,
    /// Messages that the client has in an older version.
    pub changed: MessagePageDetails,
    pub receipt_changed: bool,
    /// The revision that the client has seen after this response.
    pub revision: i64,
}

/// Reads the changes of a thread since a revision: by one indexed query, a second one for the rows at the limit, and
/// one for the message before the new ones. At or after the current revision there are no changes.
pub async fn changes_since(db: &Db, thread: &Thread, since: i64) -> Result<Changes> {
    let current = thread.revision;
    let (rows, revision) = changed_since(db, thread, since).await?;
    let (mut new, changed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.created_revision > since);
    new.sort_by_key(|row| row.id);
    let previous = match new.first() {
        Some(first) => window::before(db, thread.id, first.id).await?,
        None => None,
    };
    let new = MessagePage {
        rows: new,
        previous,
        has_newest: revision == current,
    };
    let changed = MessagePage {
        rows: changed,
        ..MessagePage::default()
    };
    Ok(Changes {
        new: MessagePageDetails::load(db, thread, new).await?,
        changed: MessagePageDetails::load(db, thread, changed).await?,
        receipt_changed: thread.receipt.revision > since,
        revision,
    })
}

/// Returns the messages that were created or changed since a revision, and the revision up to which they are
/// complete. At the limit that revision may be older than the current one.
async fn changed_since(db: &Db, thread: &Thread, since: i64) -> Result<(Vec<message::Model>, i64)> {
    use message::Column;
    let visible = message::Entity::find()
        .filter(Column::ConversationId.eq(thread.id))
        .filter(Column::CreatedRevision.lte(thread.revision));
    let first = visible.clone().filter(Column::Revision.gt(since));
    let first = first
        .order_by_asc(Column::Revision)
        .order_by_asc(Column::Id)
        .limit(MAX_CHANGES);
    let mut rows = window::all(db, first).await?;
    let Some(last) = rows.last().filter(|_| rows.len() as u64 == MAX_CHANGES) else {
        return Ok((rows, thread.revision));
    };
    let revision = Ord::min(last.revision, thread.revision);
    // Rows with the same revision are returned together. So is every message that was created up to `revision`, even
    // if it has changed since: the next poll would treat it as a message that the page already has.
    let same_revision = Column::Revision.eq(last.revision).and(Column::Id.gt(last.id));
    let created_before = Column::Revision
        .gt(last.revision)
        .and(Column::CreatedRevision.gt(since))
        .and(Column::CreatedRevision.lte(revision));
    let remaining = visible
        .filter(Column::Revision.gte(last.revision))
        .filter(same_revision.or(created_before));
    rows.extend(window::all(db, remaining).await?);
    Ok((rows, revision))
}
