//! Props of the options of a message.

use views::conversations::{EarlierText, Options};

use crate::conversations::attachments::props::attachment;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::Messages;
use crate::conversations::thread::props::whole;
use crate::entities::{Timestamp, earlier_text, message};

/// One message, and what became of it.
pub struct One<'a> {
    /// The conversation.
    pub thread: &'a Thread,
    /// The message.
    pub row: &'a message::Model,
    /// What there is to know about it.
    pub messages: &'a Messages,
    /// What it said before it was edited.
    pub earlier: &'a [earlier_text::Model],
    /// What was typed as its new text and not taken.
    pub draft: Option<&'a str>,
    /// Why something was not taken.
    pub error: Option<&'a str>,
}

/// Shows what can be done with a message.
pub fn options<T>(one: &One<'_>, now: Timestamp, show: impl FnOnce(&Options<'_>) -> T) -> T {
    let own = one.row.sender_id == one.thread.me.id;
    let earlier: Vec<_> = one.earlier.iter().map(earlier_text).collect();
    let files: Vec<_> = one.messages.attachments(one.row.id).map(attachment).collect();
    show(&Options {
        message: whole(one.thread, one.messages, one.row, &files),
        earlier: &earlier,
        may_edit: own && one.row.may_be_edited(now),
        may_unsend: own && one.row.may_be_unsent(now),
        draft: one.draft,
        error: one.error,
    })
}

fn earlier_text(row: &earlier_text::Model) -> EarlierText<'_> {
    EarlierText {
        text: &row.text,
        at: row.written_at.0,
    }
}
