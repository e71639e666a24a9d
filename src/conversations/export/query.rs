//! A conversation to take along: all of it, a page at a time, so that a long one needs no more memory than a short one.

use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::{self, MessagePageDetails};
use crate::conversations::thread::window::MessageWindow;
use crate::db::Db;
use crate::entities::{MessageId, message_version};
use crate::error::Result;

/// MessagePageDetails in memory at a time.
const AT_A_TIME: u64 = 200;

/// Everything said in a thread up to now, oldest first. Taking it along marks nothing read.
pub struct Export {
    /// The conversation.
    pub thread: Thread,
    db: Db,
    after: Option<MessageId>,
}

/// MessagePageDetails that are page along.
pub struct ExportPage {
    /// The messages, the oldest first.
    pub messages: MessagePageDetails,
    /// What some of them said before they were edited.
    pub earlier: Vec<message_version::Model>,
}

impl Export {
    /// Begins at the first message.
    pub fn new(db: &Db, thread: Thread) -> Self {
        Self {
            thread,
            db: db.clone(),
            after: Some(MessageId(0)),
        }
    }

    /// The messages that follow, if there are any left.
    pub async fn next(&mut self) -> Result<Option<ExportPage>> {
        let Some(after) = self.after else {
            return Ok(None);
        };
        let messages = messages::read(&self.db, &self.thread, MessageWindow::After(after), AT_A_TIME).await?;
        let last = messages.rows.last().map(|row| row.id);
        self.after = last.filter(|_| !messages.has_newest);
        let earlier = messages::message_versions(&self.db, &messages.rows).await?;
        Ok(last.map(|_| ExportPage { messages, earlier }))
    }
}
