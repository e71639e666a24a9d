//! Pagination of a thread: message windows, which say what to read, and their queries. Every query uses an index, so its
//! cost does not depend on the length of the thread.

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

/// The messages of a window, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct MessagePage {
    pub rows: Vec<message::Model>,
    /// The message right before the first row, for its day and its grouping. None at the start of the thread, and
    /// always for [`MessageWindow::After`].
    pub previous: Option<message::Model>,
    /// Whether the page ends with the newest message, or no newer message exists.
    pub has_newest: bool,
}

/// The messages to read, up to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageWindow {
    Newest,
    /// The last messages before this one.
    Before(MessageId),
    /// The first messages after this one.
    After(MessageId),
    /// This message and its neighbours; the newest messages when it is not part of the thread.
    Around(MessageId),
}

/// Reads at most `limit` messages. Messages that were sent after `thread` was read are left out.
pub async fn read(db: &Db, thread: &Thread, window: MessageWindow, limit: u64) -> Result<MessagePage> {
    match window {
        MessageWindow::Newest => read_before(db, thread, None, limit).await,
        MessageWindow::Before(before) => read_before(db, thread, Some(before), limit).await,
        MessageWindow::After(after) => read_after(db, thread, after, limit).await,
        MessageWindow::Around(at) => read_around(db, thread, at, limit).await,
    }
}

async fn read_around(db: &Db, thread: &Thread, at: MessageId, limit: u64) -> Result<MessagePage> {
    let half = limit / 2;
    let mut page = read_before(db, thread, Some(MessageId(at.0.saturating_add(1))), half).await?;
    if page.rows.last().is_none_or(|row| row.id != at) {
        return read_before(db, thread, None, limit).await;
    }
    let after = read_after(db, thread, at, limit - half).await?;
    page.rows.extend(after.rows);
    page.has_newest = after.has_newest;
    Ok(page)
}

async fn read_before(db: &Db, thread: &Thread, before: Option<MessageId>, limit: u64) -> Result<MessagePage> {
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
        has_newest: before.is_none(),
    })
}

async fn read_after(db: &Db, thread: &Thread, after: MessageId, limit: u64) -> Result<MessagePage> {
    let mut rows = all(db, next(thread, after, limit + 1)).await?;
    let has_newest = rows.len() as u64 <= limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(MessagePage {
        rows,
        previous: None,
        has_newest,
    })
}

/// Runs a query for messages.
pub async fn all(db: &Db, query: Select<message::Entity>) -> Result<Vec<message::Model>> {
    read_rows(&db.read().query_all(&query.into_query()).await?)
}

fn read_rows(rows: &[QueryResult]) -> Result<Vec<message::Model>> {
    let rows = rows.iter().map(row);
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads a row. The order must be that of the columns of the table.
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

/// Messages that existed when `thread` was read.
fn visible(thread: &Thread) -> Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.id))
        .filter(message::Column::CreatedRevision.lte(thread.revision))
}

/// The query for the newest messages of a thread, or the last ones before a message; the newest first.
pub fn newest(thread: &Thread, before: Option<MessageId>, limit: u64) -> Select<message::Entity> {
    let newest = visible(thread).order_by_desc(message::Column::Id).limit(limit);
    match before {
        Some(before) => newest.filter(message::Column::Id.lt(before)),
        None => newest,
    }
}

/// The query for the messages right after a message, the oldest first; it uses the same index.
pub fn next(thread: &Thread, after: MessageId, limit: u64) -> Select<message::Entity> {
    visible(thread)
        .filter(message::Column::Id.gt(after))
        .order_by_asc(message::Column::Id)
        .limit(limit)
}

/// The message right before another one.
pub async fn before(db: &Db, conversation: ConversationId, id: MessageId) -> Result<Option<message::Model>> {
    Ok(message::Entity::find()
        .filter(message::Column::ConversationId.eq(conversation))
        .filter(message::Column::Id.lt(id))
        .order_by(message::Column::Id, Order::Desc)
        .one(db.read())
        .await?)
}
