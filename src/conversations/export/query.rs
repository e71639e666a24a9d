//! Reads a whole conversation in pages, so memory use does not depend on its length.

use crate::conversations::edit::versions::MessageVersions;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::{self, MessagePageDetails};
use crate::conversations::thread::window::MessageWindow;
use crate::db::Db;
use crate::entities::MessageId;
use crate::error::Result;

/// Number of messages in memory at a time. Each may have 20 previous versions.
const PAGE_SIZE: u64 = 20;

/// All messages of a thread up to its revision, the oldest first. An export marks nothing as read.
pub struct Export {
    pub thread: Thread,
    db: Db,
    /// The last message that was read; None at the end.
    after: Option<MessageId>,
}

pub struct ExportPage {
    pub messages: MessagePageDetails,
    /// The previous versions of edited messages.
    pub versions: MessageVersions,
}

impl Export {
    pub fn new(db: &Db, thread: Thread) -> Self {
        Self {
            thread,
            db: db.clone(),
            after: Some(MessageId(0)),
        }
    }

    /// Reads the next page; None at the end.
    pub async fn next(&mut self) -> Result<Option<ExportPage>> {
        let Some(after) = self.after else {
            return Ok(None);
        };
        let messages = messages::read(&self.db, &self.thread, MessageWindow::After(after), PAGE_SIZE).await?;
        let last = messages.rows.last().map(|row| row.id);
        self.after = last.filter(|_| !messages.has_newest);
        let versions = MessageVersions::load(&self.db, &messages.rows).await?;
        Ok(last.map(|_| ExportPage { messages, versions }))
    }
}
