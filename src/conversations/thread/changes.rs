//! The changes of a thread since a revision, for its poll.

use std::collections::HashMap;

use sea_orm::sea_query::{CaseStatement, Expr, Func, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};

use super::Thread;
use super::messages::MessagePageDetails;
use super::window::{self, MessagePage};
use crate::db::Db;
use crate::entities::MessageId;
use crate::entities::message::{self, Column};
use crate::error::Result;

/// Maximum number of messages in one poll response; the next poll returns the rest.
const MAX_CHANGES: u64 = 500;

/// Maximum number of characters of all messages in one poll response; the next poll returns the rest.
const MAX_TEXT: i64 = 256 * 1_024;

/// Fewer changes are returned as they are: 16 messages of 4,000 characters are below the limits above.
const FEW_CHANGES: u64 = 17;

#[derive(Clone, Debug)]
pub struct Changes {
    /// The new messages, the oldest first, with the message before them.
    pub new: MessagePageDetails,
    /// Messages that the client has in an older version.
    pub changed: MessagePageDetails,
    pub receipt_changed: bool,
    /// The position of the client after this response.
    pub cursor: ChangeCursor,
}

/// Reads the changes of a thread since a cursor: few ones by one indexed query, and one for the message before the new
/// ones. At or after the current revision there are no changes.
pub async fn changes_since(db: &Db, thread: &Thread, since: ChangeCursor) -> Result<Changes> {
    let (rows, cursor) = changed_since(db, thread, since).await?;
    let is_new = |row: &message::Model| row.created_revision > since.revision;
    let (mut new, changed): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_new);
    new.sort_by_key(|row| row.id);
    let previous = match new.first() {
        Some(first) => window::before(db, thread.id, first.id).await?,
        None => None,
    };
    let new = MessagePage {
        rows: new,
        previous,
        has_newest: cursor.revision == thread.revision,
    };
    let changed = MessagePage {
        rows: changed,
        ..MessagePage::default()
    };
    Ok(Changes {
        new: MessagePageDetails::load(db, thread, new).await?,
        changed: MessagePageDetails::load(db, thread, changed).await?,
        receipt_changed: thread.receipt.revision > since.revision,
        cursor,
    })
}

/// The position up to which a client has the changes of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCursor {
    pub revision: i64,
    /// Of the messages that count from the next revision, the client has those up to this one. An edit gives all
    /// messages that quote the edited one the same revision, which may be more than one response holds.
    pub message: Option<MessageId>,
}

impl ChangeCursor {
    fn complete(thread: &Thread) -> Self {
        Self {
            revision: thread.revision,
            message: None,
        }
    }

    /// The cursor after `last`, the last message of a response, when `next` follows it.
    fn between(thread: &Thread, last: ChangeKey, next: ChangeKey) -> Self {
        if last.revision > thread.revision {
            return Self::complete(thread);
        }
        let is_split = last.revision == next.revision;
        Self {
            revision: last.revision - i64::from(is_split),
            message: is_split.then_some(last.id),
        }
    }
}

/// The order of a message among the changes since a revision.
#[derive(Clone, Copy, Debug)]
struct ChangeKey {
    revision: i64,
    id: MessageId,
}

/// Returns the messages that were created or changed since a cursor, and the cursor after them. At the limit that
/// cursor may be older than the current revision.
async fn changed_since(db: &Db, thread: &Thread, since: ChangeCursor) -> Result<(Vec<message::Model>, ChangeCursor)> {
    let few = changed(thread, since)
        .order_by_asc(Column::Revision)
        .order_by_asc(Column::Id)
        .limit(FEW_CHANGES);
    let rows = window::all(db, few).await?;
    if (rows.len() as u64) < FEW_CHANGES {
        return Ok((rows, ChangeCursor::complete(thread)));
    }
    let keys = change_keys(db, thread, since).await?;
    let fitting = fitting(db, &keys).await?;
    let cursor = match (fitting.last(), keys.get(fitting.len())) {
        (Some(last), Some(next)) => ChangeCursor::between(thread, *last, *next),
        _ => ChangeCursor::complete(thread),
    };
    let ids = fitting.iter().map(|key| key.id);
    let rows = window::all(db, message::Entity::find().filter(Column::Id.is_in(ids))).await?;
    Ok((rows, cursor))
}

/// The query for the messages that were created or changed since a cursor.
fn changed(thread: &Thread, since: ChangeCursor) -> Select<message::Entity> {
    let changed = message::Entity::find()
        .filter(Column::ConversationId.eq(thread.id))
        .filter(Column::CreatedRevision.lte(thread.revision))
        .filter(Column::Revision.gt(since.revision));
    let Some(returned) = since.message else {
        return changed;
    };
    let is_later = counts_from(since).gt(since.revision.saturating_add(1));
    changed.filter(is_later.or(Column::Id.gt(returned)))
}

/// The revision from which a message counts: a new one from that at which it was created, even if it has changed
/// later. Counted by its later change, the next poll would treat it as a message that the page already has.
fn counts_from(since: ChangeCursor) -> SimpleExpr {
    CaseStatement::new()
        .case(
            Column::CreatedRevision.gt(since.revision),
            Expr::col(Column::CreatedRevision),
        )
        .finally(Expr::col(Column::Revision))
        .into()
}

/// The keys of the first changes in their order, with one more than a response may hold.
async fn change_keys(db: &Db, thread: &Thread, since: ChangeCursor) -> Result<Vec<ChangeKey>> {
    let keys: Vec<(i64, MessageId)> = changed(thread, since)
        .select_only()
        .expr(counts_from(since))
        .column(Column::Id)
        .order_by(counts_from(since), Order::Asc)
        .order_by_asc(Column::Id)
        .limit(MAX_CHANGES + 1)
        .into_tuple()
        .all(db.read())
        .await?;
    let keys = keys.into_iter().map(|(revision, id)| ChangeKey { revision, id });
    Ok(keys.collect())
}

/// The first of these messages that a response holds: at most [`MAX_CHANGES`], with at most [`MAX_TEXT`] characters in
/// total; at least one.
async fn fitting<'a>(db: &Db, keys: &'a [ChangeKey]) -> Result<&'a [ChangeKey]> {
    // PostgreSQL returns the length as a 32-bit number.
    let length = Expr::from(Func::char_length(Expr::col(Column::Text))).cast_as("bigint");
    let lengths: Vec<(MessageId, i64)> = message::Entity::find()
        .select_only()
        .column(Column::Id)
        .expr(length)
        .filter(Column::Id.is_in(keys.iter().map(|key| key.id)))
        .into_tuple()
        .all(db.read())
        .await?;
    let lengths: HashMap<_, _> = lengths.into_iter().collect();
    let mut total = 0;
    let fits = |key: &&ChangeKey| {
        total += lengths.get(&key.id).copied().unwrap_or(0);
        total <= MAX_TEXT
    };
    let most = usize::try_from(MAX_CHANGES).unwrap_or(usize::MAX);
    let number = keys.iter().take(most).take_while(fits).count();
    Ok(&keys[..number.max(1).min(keys.len())])
}
