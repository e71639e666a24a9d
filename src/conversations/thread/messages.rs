//! Reads messages of a thread, with their quoted messages, attachments and scam warnings.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::Thread;
use super::scam_warning::{self, ScamWarning};
use super::window::{self, MessagePage, MessageWindow, next};
use crate::conversations::attachments::queries::for_messages;
use crate::db::Db;
use crate::entities::{MessageId, UserId, attachment, message};
use crate::error::{AppError, Result};

/// Number of messages on a page of a thread.
pub const PAGE_SIZE: u64 = 50;

/// A page of messages, the oldest first, with the related rows that the page shows.
#[derive(Clone, Debug)]
pub struct MessagePageDetails {
    pub rows: Vec<message::Model>,
    /// See [`MessagePage::previous`].
    pub previous: Option<message::Model>,
    /// See [`MessagePage::has_newest`].
    pub has_newest: bool,
    scam_warnings: Vec<(MessageId, ScamWarning)>,
    quoted: Vec<message::Model>,
    attachments: Vec<attachment::Model>,
}

impl MessagePageDetails {
    /// Reads the related rows of a page of messages. A query runs only if a message needs it.
    pub async fn load(db: &Db, thread: &Thread, page: MessagePage) -> Result<Self> {
        let MessagePage {
            rows,
            previous,
            has_newest,
        } = page;
        Ok(Self {
            scam_warnings: scam_warnings(db, thread, &rows).await?,
            quoted: quoted(db, thread, &rows).await?,
            attachments: attachments(db, &rows).await?,
            rows,
            previous,
            has_newest,
        })
    }

    pub fn scam_warning(&self, id: MessageId) -> Option<ScamWarning> {
        let mut scam_warnings = self.scam_warnings.iter();
        scam_warnings
            .find(|(message, _)| *message == id)
            .map(|(_, scam_warning)| *scam_warning)
    }

    /// The attachments of one message, in the order of their ids.
    pub fn attachments(&self, id: MessageId) -> impl Iterator<Item = &attachment::Model> {
        self.attachments.iter().filter(move |row| row.message_id == Some(id))
    }

    pub fn quoted_by(&self, row: &message::Model) -> Option<&message::Model> {
        let quoted = row.reply_to_id?;
        self.rows
            .iter()
            .chain(&self.quoted)
            .find(|message| message.id == quoted)
    }
}

/// Reads at most `limit` messages of a thread. Messages that were sent after `thread` was read are left out: the poll
/// that starts at its revision returns them.
pub async fn read(db: &Db, thread: &Thread, window: MessageWindow, limit: u64) -> Result<MessagePageDetails> {
    let page = window::read(db, thread, window, limit).await?;
    MessagePageDetails::load(db, thread, page).await
}

/// Reads one message, and a page that contains only this message.
///
/// # Errors
/// [`AppError::NotFound`] also when the message belongs to another thread.
pub async fn find_message(db: &Db, thread: &Thread, id: MessageId) -> Result<(message::Model, MessagePageDetails)> {
    let row = message::Entity::find_by_id(id)
        .filter(message::Column::ConversationId.eq(thread.id))
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)?;
    let page = MessagePage {
        rows: vec![row.clone()],
        ..MessagePage::default()
    };
    Ok((row, MessagePageDetails::load(db, thread, page).await?))
}

/// Reads the message to quote, by the id from a form or a link. None when the id is invalid or the thread does not
/// have the message.
pub async fn find_quoted(db: &Db, thread: &Thread, id: &str) -> Result<Option<message::Model>> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    match find_message(db, thread, MessageId(id)).await {
        Ok((row, _)) => Ok(Some(row)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first message that the viewer has not read, which may be older than `messages`. The query runs only in that
/// case.
pub async fn first_unread(db: &Db, thread: &Thread, messages: &MessagePageDetails) -> Result<Option<MessageId>> {
    let is_unread = |row: &&message::Model| row.id > thread.read_by_viewer && row.sender_id != thread.viewer.id;
    let unread = messages.rows.iter().filter(is_unread);
    if unread.clone().count() as i64 >= thread.unread {
        return Ok(unread.map(|row| row.id).next().filter(|_| thread.unread > 0));
    }
    let first = next(thread, thread.read_by_viewer, 1).filter(message::Column::SenderId.ne(thread.viewer.id));
    Ok(first.one(db.read()).await?.map(|row| row.id))
}

/// Detects scam warnings in received messages that precede the viewer's first reply. Messages after a reply among
/// `rows` are not scanned. The query for an older reply runs only if a warning was detected.
async fn scam_warnings(db: &Db, thread: &Thread, rows: &[message::Model]) -> Result<Vec<(MessageId, ScamWarning)>> {
    let (sent, received): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.sender_id == thread.viewer.id);
    let first_received = received.iter().map(|row| row.id).min();
    let reply = sent
        .iter()
        .map(|row| row.id)
        .filter(|id| Some(*id) > first_received)
        .min();
    let unanswered = received.iter().filter(|row| reply.is_none_or(|reply| row.id < reply));
    let mut warnings: Vec<_> = unanswered
        .filter_map(|row| Some((row.id, scam_warning::detect(&row.text)?)))
        .collect();
    if !warnings.is_empty()
        && let Some(reply) = first_reply(db, thread).await?
    {
        warnings.retain(|(id, _)| *id < reply);
    }
    Ok(warnings)
}

/// The attachments of messages. The query runs only if a message has any.
pub async fn attachments(db: &Db, rows: &[message::Model]) -> Result<Vec<attachment::Model>> {
    let ids = rows.iter().filter(|row| row.attachments > 0).map(|row| row.id);
    for_messages(db, ids.collect()).await
}

/// The quoted messages that are not among `rows`. The query runs only if there are any.
async fn quoted(db: &Db, thread: &Thread, rows: &[message::Model]) -> Result<Vec<message::Model>> {
    let is_loaded = |id: &MessageId| rows.iter().any(|row| row.id == *id);
    let missing: Vec<_> = rows
        .iter()
        .filter_map(|row| row.reply_to_id)
        .filter(|id| !is_loaded(id))
        .collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let quoted = message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.id))
        .filter(message::Column::Id.is_in(missing));
    Ok(quoted.all(db.read()).await?)
}

/// The viewer's first reply: their first message after one of the other participant. Only the start of the thread is
/// searched: a sender of hundreds of messages without a reply still counts as a stranger.
async fn first_reply(db: &Db, thread: &Thread) -> Result<Option<MessageId>> {
    const MAX_SEARCHED: u64 = 500;
    let start: Vec<(MessageId, UserId)> = next(thread, MessageId(0), MAX_SEARCHED)
        .select_only()
        .column(message::Column::Id)
        .column(message::Column::SenderId)
        .into_tuple()
        .all(db.read())
        .await?;
    let mut since_first_received = start.iter().skip_while(|(_, sender)| *sender == thread.viewer.id);
    let reply = since_first_received.find(|(_, sender)| *sender == thread.viewer.id);
    Ok(reply.map(|(id, _)| *id))
}
