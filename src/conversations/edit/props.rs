//! Props of the options of a message: its versions, and the forms to edit, unsend or react.

use views::conversations::{MessageVersion, Options};

use super::versions::MessageVersions;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::MessagePageDetails;
use crate::conversations::thread::props::with_context;
use crate::entities::{Timestamp, message, message_version};

/// A message and its previous versions, with rejected input.
pub struct MessageDetail<'a> {
    pub thread: &'a Thread,
    pub row: &'a message::Model,
    /// The page that contains only this message.
    pub messages: &'a MessagePageDetails,
    pub versions: &'a MessageVersions,
    /// The rejected new text.
    pub input: Option<&'a str>,
    /// The translated reason for the rejection.
    pub error: Option<&'a str>,
}

/// The props of the options of a message.
pub fn options<'a>(detail: &MessageDetail<'a>, now: Timestamp) -> Options<'a> {
    let own = detail.row.sender_id == detail.thread.viewer.id;
    let id = detail.row.id;
    Options {
        message: with_context(detail.thread, detail.messages, detail.row),
        versions: detail.versions.of(id).map(version).collect(),
        versions_left_out: detail.versions.left_out(id),
        may_edit: own && detail.row.may_be_edited(now) && !detail.versions.is_full(id),
        may_unsend: own && detail.row.may_be_unsent(now),
        draft: detail.input,
        error: detail.error,
    }
}

fn version(row: &message_version::Model) -> MessageVersion<'_> {
    MessageVersion {
        text: &row.text,
        at: row.written_at.0,
    }
}
