//! Conversations as the views want them. Pure.

use views::Theme;
use views::conversations::{
    Composer, Earlier, Exported, Frame, Inbox, Listing, Message, News, Receipt, Row, Thread as ThreadView,
};
use views::listings::{Enquiry, MyListing};
use views::reply_time::ReplyTime;

use super::caution::Caution;
use super::composing::Composing;
use super::inbox::InboxRow;
use super::queries::{Changes, Messages, Thread};
use crate::accounts::{Person, Viewer, present::person};
use crate::entities::{ConversationId, MessageId, listing, message};
use crate::listings::present::card;
use crate::photos::present::cover;

/// A part of a thread as its page and its panel show it.
pub struct Shown<'a> {
    /// The conversation.
    pub thread: &'a Thread,
    /// The messages to show.
    pub messages: &'a Messages,
    /// The first message the viewer has not read yet, or had not when they opened the thread.
    pub first_unread: Option<MessageId>,
    /// What is being typed.
    pub composing: &'a Composing,
    /// How soon the other side answers, if that is the owner.
    pub reply_time: Option<ReplyTime>,
}

/// A page of somebody's inbox, as it was read.
pub struct Listed {
    /// The latest activity first.
    pub rows: Vec<InboxRow>,
    /// What the viewer has seen once they see this.
    pub revision: i64,
    /// The URL of the rows further back.
    pub older: Option<String>,
    /// Whether this is the top.
    pub latest: bool,
}

/// Shows an inbox, by itself or beside the conversation that is open.
pub fn inbox<T>(
    listed: &Listed,
    viewer: &Viewer,
    current: Option<ConversationId>,
    show: impl FnOnce(&Inbox<'_>) -> T,
) -> T {
    let rows: Vec<_> = listed.rows.iter().map(|one| row(one, viewer)).collect();
    show(&Inbox {
        rows: &rows,
        revision: listed.revision,
        older: listed.older.as_deref(),
        latest: listed.latest,
        current: current.map(|id| id.0),
    })
}

/// Shows a thread.
pub fn thread<T>(shown: &Shown<'_>, show: impl FnOnce(&ThreadView<'_>) -> T) -> T {
    let Shown {
        thread,
        messages,
        first_unread,
        composing,
        reply_time,
    } = shown;
    let rows = lines(thread, messages);
    show(&ThreadView {
        id: thread.conversation.id.0,
        listing: about(&thread.listing),
        me: person(&thread.me),
        other: person(&thread.other),
        reply_time: *reply_time,
        messages: &rows,
        previous: messages.previous.as_ref().map(|row| line(thread, row)),
        revision: thread.conversation.revision,
        older: older(messages),
        newer: messages.rows.last().map(|last| last.id.0),
        latest: messages.end,
        first_unread: first_unread.map(|id| id.0),
        receipt: receipt(thread),
        client_id: &composing.client_id,
        draft: &composing.text,
        error: composing.error.as_deref(),
    })
}

/// The form of a thread by itself.
pub fn composer<'a>(thread: &'a Thread, composing: &'a Composing) -> Composer<'a> {
    Composer {
        conversation: thread.conversation.id.0,
        other: person(&thread.other),
        client_id: &composing.client_id,
        draft: &composing.text,
        error: composing.error.as_deref(),
    }
}

/// Shows what a poll brings: new rows and the next tail.
pub fn news<T>(thread: &Thread, changes: &Changes, show: impl FnOnce(&News<'_>) -> T) -> T {
    let rows = lines(thread, &changes.new);
    show(&News {
        conversation: thread.conversation.id.0,
        messages: &rows,
        previous: changes.new.previous.as_ref().map(|row| line(thread, row)),
        revision: changes.revision,
        first_unread: None,
        receipt: receipt(thread).filter(|_| changes.receipt),
        receipt_changed: changes.receipt,
    })
}

/// Shows an older part of a thread by itself.
pub fn earlier<T>(
    thread: &Thread,
    messages: &Messages,
    first_unread: Option<MessageId>,
    show: impl FnOnce(&Earlier<'_>) -> T,
) -> T {
    let rows = lines(thread, messages);
    show(&Earlier {
        conversation: thread.conversation.id.0,
        messages: &rows,
        previous: messages.previous.as_ref().map(|row| line(thread, row)),
        older: older(messages),
        first_unread: first_unread.map(|id| id.0),
        receipt: receipt(thread),
    })
}

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
    show(&lines(thread, messages))
}

/// The message to page back from, when there are older ones.
fn older(messages: &Messages) -> Option<i64> {
    let first = messages.previous.as_ref().and(messages.rows.first());
    first.map(|first| first.id.0)
}

/// What came since the page around the frame was made.
pub fn frame<T>(thread: &Thread, changes: &Changes, theme: Theme, show: impl FnOnce(&Frame<'_>) -> T) -> T {
    let rows = lines(thread, &changes.new);
    show(&Frame {
        messages: &rows,
        previous: changes.new.previous.as_ref().map(|row| line(thread, row)),
        receipt: receipt(thread).filter(|_| changes.receipt),
        theme,
    })
}

/// A conversation as a row of the inbox.
pub fn row<'a>(row: &'a InboxRow, viewer: &Viewer) -> Row<'a> {
    let conversation = &row.conversation;
    Row {
        id: conversation.id.0,
        listing_title: &row.listing.title,
        listing_city: &row.listing.city,
        cover: cover(&row.listing),
        other: person(other(row, viewer)),
        preview: conversation.last_message_text.as_deref(),
        preview_own: conversation.last_message_sender_id == Some(viewer.id),
        at: row.place.activity_at.0,
        unread: count(row.place.unread),
    }
}

/// Shows the owner's listings, each with who asked about it.
pub fn mine<T>(listings: &[listing::Model], enquiries: &[InboxRow], show: impl FnOnce(&[MyListing<'_>]) -> T) -> T {
    let asked: Vec<Vec<Enquiry<'_>>> = listings
        .iter()
        .map(|home| {
            enquiries
                .iter()
                .filter(|row| row.listing.id == home.id)
                .map(enquiry)
                .collect()
        })
        .collect();
    let mine: Vec<_> = listings
        .iter()
        .zip(&asked)
        .map(|(home, conversations)| MyListing {
            home: card(home),
            enquiries: u32::try_from(conversations.len()).unwrap_or(u32::MAX),
            waiting: conversations.iter().map(|enquiry| enquiry.unread).sum(),
            conversations,
        })
        .collect();
    show(&mine)
}

fn enquiry(row: &InboxRow) -> Enquiry<'_> {
    Enquiry {
        conversation: row.conversation.id.0,
        renter: person(&row.renter),
        preview: row.conversation.last_message_text.as_deref(),
        unread: count(row.place.unread),
        at: row.place.activity_at.0,
    }
}

/// Whom the viewer talks with.
fn other<'a>(row: &'a InboxRow, viewer: &Viewer) -> &'a Person {
    if row.renter.id == viewer.id {
        &row.owner
    } else {
        &row.renter
    }
}

fn lines<'a>(thread: &'a Thread, messages: &'a Messages) -> Vec<Message<'a>> {
    let rows = messages.rows.iter();
    rows.map(|row| Message {
        caution: messages.caution(row.id).map(told),
        ..line(thread, row)
    })
    .collect()
}

fn told(caution: Caution) -> views::conversations::Caution {
    match caution {
        Caution::Payment => views::conversations::Caution::Payment,
        Caution::Elsewhere => views::conversations::Caution::Elsewhere,
    }
}

fn line<'a>(thread: &'a Thread, row: &'a message::Model) -> Message<'a> {
    let own = row.sender_id == thread.me.id;
    Message {
        id: row.id.0,
        conversation: row.conversation_id.0,
        sender: person(if own { &thread.me } else { &thread.other }),
        own,
        text: &row.text,
        created_at: row.created_at.0,
        client_id: row.client_id.as_deref().filter(|_| own),
        caution: None,
    }
}

/// Without a time there is nothing to show: what was read before receipts were kept has none.
fn receipt(thread: &Thread) -> Option<Receipt> {
    Some(Receipt {
        conversation: thread.conversation.id.0,
        message: thread.receipt.message.0,
        at: thread.receipt.at?.0,
    })
}

fn about(row: &listing::Model) -> Listing<'_> {
    Listing {
        id: row.id.0,
        title: &row.title,
        city: &row.city,
        cover: cover(row),
        price: row.price,
        currency: &row.currency,
        available_from: row.available_from.as_deref(),
    }
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
