//! Messages as the views want them.

use views::attachments::Attachment;
use views::conversations::{Message, Reaction};

use crate::accounts::props::person;
use crate::conversations::attachments::props::attachment;
use crate::conversations::send::props::quote;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::Messages;
use crate::conversations::thread::scam_warning::Caution;
use crate::entities::message;

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

pub fn whole<'a>(
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

pub fn text(row: &message::Model) -> Option<&str> {
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
