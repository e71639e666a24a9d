//! MessagePageDetails of a thread, with what their reader should know about them.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Thread;
use super::scam_warning::{self, ScamWarning};
use super::window::{self, MessagePage, MessageWindow, next};
use crate::conversations::attachments::queries::of_messages;
use crate::db::Db;
use crate::entities::{MessageId, UserId, attachment, message, message_version};
use crate::error::{AppError, Result};

/// MessagePageDetails on a page of a thread.
pub const PAGE_SIZE: u64 = 50;

/// Some messages of a thread, the oldest first.
#[derive(Clone, Debug)]
pub struct MessagePageDetails {
    /// The messages.
    pub rows: Vec<message::Model>,
    /// The one right before the first of them, if there is one.
    pub previous: Option<message::Model>,
    /// Whether the newest message of the thread is among them, or there is none at all.
    pub end: bool,
    scam_warnings: Vec<(MessageId, ScamWarning)>,
    quoted: Vec<message::Model>,
    attachments: Vec<attachment::Model>,
}

impl MessagePageDetails {
    /// Some messages, with what there is to know about them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(db: &Db, thread: &Thread, part: MessagePage) -> Result<Self> {
        let MessagePage { rows, previous, end } = part;
        Ok(Self {
            scam_warnings: scam_warnings(db, thread, &rows).await?,
            quoted: quoted(db, thread, &rows).await?,
            attachments: attachments(db, &rows).await?,
            rows,
            previous,
            end,
        })
    }

    /// What the viewer should know about one of them.
    pub fn scam_warning(&self, id: MessageId) -> Option<ScamWarning> {
        let mut scam_warnings = self.scam_warnings.iter();
        scam_warnings
            .find(|(about, _)| *about == id)
            .map(|(_, scam_warning)| *scam_warning)
    }

    /// What came with one of them, in its order.
    pub fn attachments(&self, id: MessageId) -> impl Iterator<Item = &attachment::Model> {
        self.attachments.iter().filter(move |row| row.message_id == Some(id))
    }

    /// The message that one of them quotes.
    pub fn quoted_by(&self, row: &message::Model) -> Option<&message::Model> {
        let quoted = row.reply_to_id?;
        self.rows.iter().chain(&self.quoted).find(|one| one.id == quoted)
    }
}

/// MessagePageDetails of a thread, at most `limit` of them.
///
/// What was sent after the thread was read is left out: the poll from the thread's revision brings it.
///
/// # Errors
/// When the database does not answer.
pub async fn read(db: &Db, thread: &Thread, part: MessageWindow, limit: u64) -> Result<MessagePageDetails> {
    let rows = window::read(db, thread, part, limit).await?;
    MessagePageDetails::load(db, thread, rows).await
}

/// One message of a thread, and what there is to know about it.
///
/// # Errors
/// [`AppError::NotFound`] when it is not of this thread.
pub async fn one(db: &Db, thread: &Thread, id: MessageId) -> Result<(message::Model, MessagePageDetails)> {
    let row = message::Entity::find_by_id(id)
        .filter(message::Column::ConversationId.eq(thread.id))
        .one(db.read())
        .await?
        .ok_or(AppError::NotFound)?;
    let rows = MessagePage {
        rows: vec![row.clone()],
        ..MessagePage::default()
    };
    Ok((row, MessagePageDetails::load(db, thread, rows).await?))
}

/// The message with the id that a form or a link names, if the thread has it.
///
/// # Errors
/// When the database does not answer.
pub async fn find_quoted(db: &Db, thread: &Thread, id: &str) -> Result<Option<message::Model>> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    match one(db, thread, MessageId(id)).await {
        Ok((row, _)) => Ok(Some(row)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What messages said before they were edited, the oldest first. The database is asked only if some were.
///
/// # Errors
/// When the database does not answer.
pub async fn message_versions(db: &Db, messages: &[message::Model]) -> Result<Vec<message_version::Model>> {
    let edited: Vec<_> = messages
        .iter()
        .filter(|row| row.edited_at.is_some())
        .map(|row| row.id)
        .collect();
    if edited.is_empty() {
        return Ok(Vec::new());
    }
    Ok(message_version::Entity::find()
        .filter(message_version::Column::MessageId.is_in(edited))
        .order_by_asc(message_version::Column::Id)
        .all(db.read())
        .await?)
}

/// The first message the viewer has not read, be it among these or further back.
///
/// # Errors
/// When the database does not answer.
pub async fn first_unread(db: &Db, thread: &Thread, messages: &MessagePageDetails) -> Result<Option<MessageId>> {
    let is_unread = |row: &&message::Model| row.id > thread.read_by_me && row.sender_id != thread.me.id;
    let here = messages.rows.iter().filter(is_unread);
    if here.clone().count() as i64 >= thread.unread {
        return Ok(here.map(|row| row.id).next().filter(|_| thread.unread > 0));
    }
    let first = next(thread, thread.read_by_me, 1).filter(message::Column::SenderId.ne(thread.me.id));
    Ok(first.one(db.read()).await?.map(|row| row.id))
}

/// What the viewer should know about messages of somebody they have not answered yet. The database is asked only if there
/// is something to know; and what follows an answer that is among these is not even looked at.
async fn scam_warnings(db: &Db, thread: &Thread, rows: &[message::Model]) -> Result<Vec<(MessageId, ScamWarning)>> {
    let (mine, theirs): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.sender_id == thread.me.id);
    let they_wrote = theirs.iter().map(|row| row.id).min();
    let answer_here = mine.iter().map(|row| row.id).filter(|id| Some(*id) > they_wrote).min();
    let unanswered = theirs
        .iter()
        .filter(|row| answer_here.is_none_or(|answer| row.id < answer));
    let mut found: Vec<_> = unanswered
        .filter_map(|row| Some((row.id, scam_warning::detect(&row.text)?)))
        .collect();
    if !found.is_empty()
        && let Some(answer) = first_answer(db, thread).await?
    {
        found.retain(|(id, _)| *id < answer);
    }
    Ok(found)
}

/// What came with some messages. The database is asked only if something did.
///
/// # Errors
/// When the database does not answer.
pub async fn attachments(db: &Db, rows: &[message::Model]) -> Result<Vec<attachment::Model>> {
    let with = rows.iter().filter(|row| row.attachments > 0).map(|row| row.id);
    of_messages(db, with.collect()).await
}

/// The messages that some quote and that are not among them. The database is asked only if there are any.
async fn quoted(db: &Db, thread: &Thread, rows: &[message::Model]) -> Result<Vec<message::Model>> {
    let is_here = |id: &MessageId| rows.iter().any(|row| row.id == *id);
    let away: Vec<_> = rows
        .iter()
        .filter_map(|row| row.reply_to_id)
        .filter(|id| !is_here(id))
        .collect();
    if away.is_empty() {
        return Ok(Vec::new());
    }
    let quoted = message::Entity::find()
        .filter(message::Column::ConversationId.eq(thread.id))
        .filter(message::Column::Id.is_in(away));
    Ok(quoted.all(db.read()).await?)
}

/// The first message of the viewer's after one of the other side's. It is looked for where talk begins: whoever writes
/// hundreds of messages without an answer stays a stranger.
async fn first_answer(db: &Db, thread: &Thread) -> Result<Option<MessageId>> {
    const BEGINNING: u64 = 500;
    let beginning: Vec<(MessageId, UserId)> = next(thread, MessageId(0), BEGINNING)
        .select_only()
        .column(message::Column::Id)
        .column(message::Column::SenderId)
        .into_tuple()
        .all(db.read())
        .await?;
    let mut since_they_wrote = beginning.iter().skip_while(|(_, sender)| *sender == thread.me.id);
    let answer = since_they_wrote.find(|(_, sender)| *sender == thread.me.id);
    Ok(answer.map(|(id, _)| *id))
}
