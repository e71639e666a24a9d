//! Props of the options of a message.

use views::conversations::{MessageVersion, Options};

use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::MessagePageDetails;
use crate::conversations::thread::props::with_context;
use crate::entities::{Timestamp, message, message_version};

/// A message and its history, with input that was rejected.
pub struct MessageDetail<'a> {
    /// The conversation.
    pub thread: &'a Thread,
    /// The message.
    pub row: &'a message::Model,
    /// What there is to know about it.
    pub messages: &'a MessagePageDetails,
    /// What it said before it was edited.
    pub earlier: &'a [message_version::Model],
    /// What was typed as its new text and not taken.
    pub draft: Option<&'a str>,
    /// Why something was not taken.
    pub error: Option<&'a str>,
}

/// The props of the options of a message.
pub fn options<'a>(detail: &MessageDetail<'a>, now: Timestamp) -> Options<'a> {
    let own = detail.row.sender_id == detail.thread.me.id;
    Options {
        message: with_context(detail.thread, detail.messages, detail.row),
        versions: detail.earlier.iter().map(version).collect(),
        may_edit: own && detail.row.may_be_edited(now),
        may_unsend: own && detail.row.may_be_unsent(now),
        draft: detail.draft,
        error: detail.error,
    }
}

fn version(row: &message_version::Model) -> MessageVersion<'_> {
    MessageVersion {
        text: &row.text,
        at: row.written_at.0,
    }
}
