//! A conversation to take along: all of it, a page at a time, so that a long one needs no more memory than a short one.

use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::{self, Messages};
use crate::conversations::thread::window::Part;
use crate::db::Db;
use crate::entities::{MessageId, earlier_text};
use crate::error::Result;

/// Messages in memory at a time.
const AT_A_TIME: u64 = 200;

/// Everything said in a thread up to now, oldest first. Taking it along marks nothing read.
pub struct Export {
    /// The conversation.
    pub thread: Thread,
    db: Db,
    after: Option<MessageId>,
}

/// Messages that are taken along.
pub struct Taken {
    /// The messages, the oldest first.
    pub messages: Messages,
    /// What some of them said before they were edited.
    pub earlier: Vec<earlier_text::Model>,
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
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Taken>> {
        let Some(after) = self.after else {
            return Ok(None);
        };
        let messages = messages::read(&self.db, &self.thread, Part::After(after), AT_A_TIME).await?;
        let last = messages.rows.last().map(|row| row.id);
        self.after = last.filter(|_| !messages.end);
        let earlier = messages::earlier_texts(&self.db, &messages.rows).await?;
        Ok(last.map(|_| Taken { messages, earlier }))
    }
}
