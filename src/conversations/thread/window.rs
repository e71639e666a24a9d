//! Which messages of a thread, and how they are found: an index leads to them, however long the thread is.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait, Select,
};

use super::Thread;
use crate::db::Db;
use crate::db::cached_sql::CachedSql;
use crate::db::columns::ColumnReader;
use crate::entities::{ConversationId, MessageId, message};
use crate::error::Result;

/// MessagePage of a thread, the oldest first, as they were read.
#[derive(Clone, Debug, Default)]
pub struct MessagePage {
    /// The messages.
    pub rows: Vec<message::Model>,
    /// The one right before the first of them, if there is one.
    pub previous: Option<message::Model>,
    /// Whether the newest message of the thread is among them, or there is none at all.
    pub end: bool,
}

/// Which messages of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageWindow {
    /// The newest.
    Newest,
    /// Those before a message, the nearest.
    Before(MessageId),
    /// Those after a message, the nearest.
    After(MessageId),
    /// Those around a message, with it; the newest when it is not of this thread.
    Around(MessageId),
}

/// MessagePageDetails of a thread, at most `limit` of them.
///
/// # Errors
/// When the database does not answer.
pub async fn read(db: &Db, thread: &Thread, part: MessageWindow, limit: u64) -> Result<MessagePage> {
    match part {
        MessageWindow::Newest => backwards(db, thread, None, limit).await,
        MessageWindow::Before(before) => backwards(db, thread, Some(before), limit).await,
        MessageWindow::After(after) => onwards(db, thread, after, limit).await,
        MessageWindow::Around(at) => around(db, thread, at, limit).await,
    }
}

async fn around(db: &Db, thread: &Thread, at: MessageId, limit: u64) -> Result<MessagePage> {
    let half = limit / 2;
    let mut part = backwards(db, thread, Some(MessageId(at.0.saturating_add(1))), half).await?;
    if part.rows.last().is_none_or(|row| row.id != at) {
        return backwards(db, thread, None, limit).await;
    }
    let after = onwards(db, thread, at, limit - half).await?;
    part.rows.extend(after.rows);
    part.end = after.end;
    Ok(part)
}

async fn backwards(db: &Db, thread: &Thread, before: Option<MessageId>, limit: u64) -> Result<MessagePage> {
    static NEWEST: CachedSql = CachedSql::new();
    let mut rows = match before {
        Some(_) => all(db, newest(thread, before, limit + 1)).await?,
        None => {
            let values = [thread.id.into(), thread.revision.into(), (limit + 1).into()];
            let query = || newest(thread, None, limit + 1).into_query();
            read_rows(&NEWEST.all(db.read(), values, query).await?)?
        }
    };
    let previous = if rows.len() as u64 > limit { rows.pop() } else { None };
    rows.reverse();
    Ok(MessagePage {
        rows,
        previous,
        end: before.is_none(),
    })
}

async fn onwards(db: &Db, thread: &Thread, after: MessageId, limit: u64) -> Result<MessagePage> {
    let mut rows = all(db, next(thread, after, limit + 1)).await?;
    let end = rows.len() as u64 <= limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(MessagePage {
        rows,
        previous: None,
        end,
    })
}

/// The messages that a query finds.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &Db, found: Select<message::Entity>) -> Result<Vec<message::Model>> {
    read_rows(&db.read().query_all(&found.into_query()).await?)
}

fn read_rows(rows: &[QueryResult]) -> Result<Vec<message::Model>> {
    let rows = rows.iter().map(row);
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The columns of the table, in their order.
fn row(row: &QueryResult) -> Result<message::Model, DbErr> {
    let mut columns = ColumnReader::new(row);
    Ok(message::Model {
        id: columns.column()?,
        conversation_id: columns.column()?,
        sender_id: columns.column()?,
        client_id: columns.column()?,
        text: columns.column()?,
        created_revision: columns.column()?,
        revision: columns.column()?,
        created_at: columns.column()?,
        updated_at: columns.column()?,
        edited_at: columns.column()?,
        unsent_at: columns.column()?,
        reply_to_id: columns.column()?,
        attachments: columns.column()?,
        reaction: columns.column()?,
    })
}

fn known(thread: &Thread) -> Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.id))
        .filter(message::Column::CreatedRevision.lte(thread.revision))
}

/// Asks for the newest messages of a thread, or for the nearest before one; the newest first. However long the thread
/// is, an index leads to them.
pub fn newest(thread: &Thread, before: Option<MessageId>, limit: u64) -> Select<message::Entity> {
    let known = known(thread).order_by_desc(message::Column::Id).limit(limit);
    match before {
        Some(before) => known.filter(message::Column::Id.lt(before)),
        None => known,
    }
}

/// Asks for the messages right after one, the oldest first; by the same index.
pub fn next(thread: &Thread, after: MessageId, limit: u64) -> Select<message::Entity> {
    known(thread)
        .filter(message::Column::Id.gt(after))
        .order_by_asc(message::Column::Id)
        .limit(limit)
}

/// The message right before one.
///
/// # Errors
/// When the database does not answer.
pub async fn before(db: &Db, conversation: ConversationId, id: MessageId) -> Result<Option<message::Model>> {
    Ok(message::Entity::find()
        .filter(message::Column::ConversationId.eq(conversation))
        .filter(message::Column::Id.lt(id))
        .order_by(message::Column::Id, Order::Desc)
        .one(db.read())
        .await?)
}
