//! Props of an export.

use views::conversations::{Exported, Message};

use crate::accounts::props::person;
use crate::conversations::thread::Thread;
use crate::conversations::thread::messages::Messages;
use crate::conversations::thread::props::{Files, about, lines};

/// Shows what a thread that is taken along is about.
pub fn exported<T>(thread: &Thread, show: impl FnOnce(&Exported<'_>) -> T) -> T {
    show(&Exported {
        listing: about(&thread.listing),
        me: person(&thread.me),
        other: person(&thread.other),
    })
}

/// Shows messages by themselves.
pub fn rows_of<T>(thread: &Thread, messages: &Messages, show: impl FnOnce(&[Message<'_>]) -> T) -> T {
    show(&lines(thread, messages, &Files::of(messages)))
}
