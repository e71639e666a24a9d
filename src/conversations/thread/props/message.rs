//! Props of messages.

use views::conversations::{Message, ReactionKind};

use crate::accounts::props::person;
use crate::conversations::attachments::props::attachment;
use crate::conversations::send::props::quote;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::MessagePageDetails;
use crate::conversations::thread::scam_warning::ScamWarning;
use crate::entities::message;

/// The props of every message of a page.
pub fn messages<'a>(thread: &'a Thread, page: &'a MessagePageDetails) -> Vec<Message<'a>> {
    page.rows.iter().map(|row| with_context(thread, page, row)).collect()
}

/// The props of a message with its files, its quote and its scam warning.
pub fn with_context<'a>(thread: &'a Thread, page: &'a MessagePageDetails, row: &'a message::Model) -> Message<'a> {
    Message {
        files: page.attachments(row.id).map(attachment).collect(),
        scam_warning: page.scam_warning(row.id).map(scam_warning),
        quote: page.quoted_by(row).map(|quoted| quote(thread, quoted)),
        ..without_context(thread, row)
    }
}

fn scam_warning(warning: ScamWarning) -> views::conversations::ScamWarningKind {
    match warning {
        ScamWarning::Payment => views::conversations::ScamWarningKind::Payment,
        ScamWarning::OtherChannel => views::conversations::ScamWarningKind::OtherChannel,
    }
}

/// The props of a message without files, quote and scam warning: for the message before a page.
pub fn without_context<'a>(thread: &'a Thread, row: &'a message::Model) -> Message<'a> {
    let own = row.sender_id == thread.viewer.id;
    let [sender, recipient] = if own {
        [&thread.viewer, &thread.other]
    } else {
        [&thread.other, &thread.viewer]
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
        reaction: row.reaction.map(reaction),
        files: Vec::new(),
        created_at: row.created_at.0,
        client_id: row.client_id.as_deref().filter(|_| own),
        scam_warning: None,
    }
}

/// The text of a message; None for an unsent message.
pub fn text(row: &message::Model) -> Option<&str> {
    Some(row.text.as_str()).filter(|_| !row.is_unsent())
}

fn reaction(reaction: message::Reaction) -> ReactionKind {
    match reaction {
        message::Reaction::Like => ReactionKind::Like,
        message::Reaction::Love => ReactionKind::Love,
        message::Reaction::Laugh => ReactionKind::Laugh,
        message::Reaction::Wow => ReactionKind::Wow,
        message::Reaction::Sad => ReactionKind::Sad,
    }
}
