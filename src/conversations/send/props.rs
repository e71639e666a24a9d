//! Props of the composer.

use views::conversations::{Composer, Quote};

use super::composer::ComposerState;
use crate::accounts::props::person;
use crate::conversations::thread::Thread;
use crate::conversations::thread::props::text;
use crate::entities::message;

pub fn composer<'a>(thread: &'a Thread, composer_state: &'a ComposerState) -> Composer<'a> {
    Composer {
        conversation: thread.id.0,
        viewer: thread.viewer.id.0,
        other: person(&thread.other),
        client_id: &composer_state.client_id,
        quote: composer_state.quoted.as_ref().map(|row| quote(thread, row)),
        draft: &composer_state.text,
        error: composer_state.error.as_deref(),
    }
}

/// The quoted message of a reply.
pub fn quote<'a>(thread: &'a Thread, row: &'a message::Model) -> Quote<'a> {
    let own = row.sender_id == thread.viewer.id;
    Quote {
        id: row.id.0,
        conversation: row.conversation_id.0,
        sender: person(if own { &thread.viewer } else { &thread.other }),
        own,
        text: text(row),
    }
}
