//! Messages as the views want them.

use views::attachments::Attachment;
use views::conversations::{EarlierText, Message, Options, Quote, Reaction};

use crate::accounts::present::person;
use crate::attachments::present::attachment;
use crate::conversations::caution::Caution;
use crate::conversations::messages::Messages;
use crate::conversations::queries::Thread;
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

/// A message that is being answered.
pub fn quote<'a>(thread: &'a Thread, row: &'a message::Model) -> Quote<'a> {
    let own = row.sender_id == thread.me.id;
    Quote {
        id: row.id.0,
        conversation: row.conversation_id.0,
        sender: person(if own { &thread.me } else { &thread.other }),
        own,
        text: text(row),
    }
}

/// Messages with everything that belongs to them.
pub fn lines<'a>(thread: &'a Thread, messages: &'a Messages, files: &'a Files<'a>) -> Vec<Message<'a>> {
    let rows = messages.rows.iter().zip(&files.0);
    rows.map(|(row, files)| whole(thread, messages, row, files)).collect()
}

/// What came with each of some messages.
pub struct Files<'a>(Vec<Vec<Attachment<'a>>>);

impl<'a> Files<'a> {
    pub fn of(messages: &'a Messages) -> Self {
        let rows = messages.rows.iter();
        Self(
            rows.map(|row| messages.attachments(row.id).map(attachment).collect())
                .collect(),
        )
    }
}

fn whole<'a>(
    thread: &'a Thread,
    messages: &'a Messages,
    row: &'a message::Model,
    files: &'a [Attachment<'a>],
) -> Message<'a> {
    Message {
        files,
        caution: messages.caution(row.id).map(told),
        quote: messages.quoted_by(row).map(|quoted| quote(thread, quoted)),
        ..line(thread, row)
    }
}

fn told(caution: Caution) -> views::conversations::Caution {
    match caution {
        Caution::Payment => views::conversations::Caution::Payment,
        Caution::Elsewhere => views::conversations::Caution::Elsewhere,
    }
}

/// A message by itself, to stand beside others.
pub fn line<'a>(thread: &'a Thread, row: &'a message::Model) -> Message<'a> {
    let own = row.sender_id == thread.me.id;
    let [sender, recipient] = if own {
        [&thread.me, &thread.other]
    } else {
        [&thread.other, &thread.me]
    }
    .map(person);
    Message {
        id: row.id.0,
        conversation: row.conversation_id.0,
        sender,
        recipient,
        own,
        text: text(row),
        edited: row.edited_at.is_some(),
        quote: None,
        reaction: row.reaction.map(given),
        files: &[],
        created_at: row.created_at.0,
        client_id: row.client_id.as_deref().filter(|_| own),
        caution: None,
    }
}

fn text(row: &message::Model) -> Option<&str> {
    Some(row.text.as_str()).filter(|_| !row.is_unsent())
}

fn given(reaction: message::Reaction) -> Reaction {
    match reaction {
        message::Reaction::Like => Reaction::Like,
        message::Reaction::Love => Reaction::Love,
        message::Reaction::Laugh => Reaction::Laugh,
        message::Reaction::Wow => Reaction::Wow,
        message::Reaction::Sad => Reaction::Sad,
    }
}
