//! What changed in a thread since a revision.

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Thread;
use super::messages::MessagePageDetails;
use super::window::{self, MessagePage};
use crate::db::Db;
use crate::entities::message;
use crate::error::Result;

/// How many messages one poll brings; what is left comes with the next.
const MAX_CHANGES: u64 = 500;

/// What changed in a thread since a revision.
#[derive(Clone, Debug)]
pub struct Changes {
    /// MessagePageDetails that are new, the oldest first, and the one before them.
    pub new: MessagePageDetails,
    /// OlderMessages messages that are different now.
    pub changed: MessagePageDetails,
    /// Whether the other side's receipt is another one now.
    pub receipt: bool,
    /// The revision this brings the reader to.
    pub revision: i64,
}

/// What changed in a thread since a revision: one indexed query, another where there is more than a poll brings, and one
/// for the message before the new ones.
///
/// A revision that has not been yet counts as the current one.
///
/// # Errors
/// When the database does not answer.
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
        end: revision == current,
    };
    let changed = MessagePage {
        rows: changed,
        ..MessagePage::default()
    };
    Ok(Changes {
        new: MessagePageDetails::load(db, thread, new).await?,
        changed: MessagePageDetails::load(db, thread, changed).await?,
        receipt: thread.receipt.revision > since,
        revision,
    })
}

/// The messages that came or changed since a revision, and the revision that this brings the reader to: if there are
/// more than one poll brings, not yet the current one.
async fn changed_since(db: &Db, thread: &Thread, since: i64) -> Result<(Vec<message::Model>, i64)> {
    use message::Column as Is;
    let stamped = message::Entity::find()
        .filter(Is::ConversationId.eq(thread.id))
        .filter(Is::CreatedRevision.lte(thread.revision));
    let first = stamped.clone().filter(Is::Revision.gt(since));
    let first = first.order_by_asc(Is::Revision).order_by_asc(Is::Id).limit(MAX_CHANGES);
    let mut rows = window::all(db, first).await?;
    let Some(last) = rows.last().filter(|_| rows.len() as u64 == MAX_CHANGES) else {
        return Ok((rows, thread.revision));
    };
    let revision = Ord::min(last.revision, thread.revision);
    // What was stamped together stays together. And what came until then has to come now, also if it has changed later:
    // the next poll would take it for something that the page has.
    let same_stamp = Is::Revision.eq(last.revision).and(Is::Id.gt(last.id));
    let came_before = Is::Revision
        .gt(last.revision)
        .and(Is::CreatedRevision.gt(since))
        .and(Is::CreatedRevision.lte(revision));
    let rest = stamped
        .filter(Is::Revision.gte(last.revision))
        .filter(same_stamp.or(came_before));
    rows.extend(window::all(db, rest).await?);
    Ok((rows, revision))
}
