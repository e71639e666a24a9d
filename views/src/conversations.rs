//! One to one: the inbox, the conversation and its panel, and what a poll brings.

mod composer;
mod content;
mod export;
mod inbox;
mod log;
mod message_list;
mod noscript_frame;
mod older;
mod options;
mod page;
mod panel;

mod presence;
mod quote;
mod reaction;
mod receipt;
mod scam_warning;
mod script_elements;
mod sheet;

pub use composer::{Composer, composer};
pub use export::{ExportProps, export, export_rows};
pub(crate) use inbox::row;
pub use inbox::{Inbox, InboxUpdate, Preview, Row, inbox, inbox_update};
pub(crate) use message_list::rows;
pub use message_list::{ThreadUpdate, thread_update};
pub use noscript_frame::{NoscriptFrame, noscript_frame};
pub use older::{OlderMessages, older};
pub use options::{MessageVersion, Options, options, options_page};
pub use page::page;
pub use panel::panel;
pub(crate) use presence::status_line;
pub use presence::{PresenceStatus, presence};
pub use quote::{Quote, quote_update};
pub use reaction::ReactionKind;
pub use receipt::ReceiptProps;
pub use scam_warning::ScamWarning;
pub(crate) use script_elements::pending_message;
pub(crate) use sheet::sheet;

use crate::PersonProps;
use crate::attachments::Attachment;
use crate::photos::Photo;
use crate::reply_time::ReplyTime;

/// What a conversation is about.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// The listing's id.
    pub id: i64,
    /// The listing's title.
    pub title: &'a str,
    /// Where it is.
    pub city: &'a str,
    /// Its first photo, if it has one.
    pub cover: Option<Photo<'a>>,
    /// Rent a month, in minor units.
    pub price: i64,
    /// The currency's ISO 4217 code.
    pub currency: &'a str,
    /// From when, as `YYYY-MM-DD`.
    pub available_from: Option<&'a str>,
}

/// One line of a conversation.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The message's id; it gives the order.
    pub id: i64,
    /// The conversation it is part of.
    pub conversation: i64,
    /// Who wrote it.
    pub sender: PersonProps<'a>,
    /// Who it was sent to.
    pub recipient: PersonProps<'a>,
    /// Whether the reader wrote it.
    pub own: bool,
    /// What it says; nothing once it has been unsent.
    pub text: Option<&'a str>,
    /// Whether it once said something else.
    pub edited: bool,
    /// The message it answers.
    pub quote: Option<Quote<'a>>,
    /// What the recipient answered without a word.
    pub reaction: Option<ReactionKind>,
    /// Pictures and files that came with it.
    pub files: Vec<Attachment<'a>>,
    /// When, in microseconds UTC.
    pub created_at: i64,
    /// The reader's own name for it, if the reader wrote it.
    pub client_id: Option<&'a str>,
    /// What the reader should know about it.
    pub scam_warning: Option<ScamWarning>,
}

/// A conversation, as its page and its panel show it.
#[derive(Clone, Debug)]
pub struct ThreadProps<'a> {
    /// The conversation's id.
    pub id: i64,
    /// What it is about.
    pub listing: Listing<'a>,
    /// The reader.
    pub viewer: PersonProps<'a>,
    /// Who the reader talks to.
    pub other: PersonProps<'a>,
    /// How soon they usually answer, if they are the owner.
    pub reply_time: Option<ReplyTime>,
    /// Whether they are there, as far as that is told.
    pub presence: Option<PresenceStatus>,
    /// What to show, oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message just before the first of them, for the day and the grouping.
    pub previous: Option<Message<'a>>,
    /// What the reader has seen once they see this.
    pub revision: i64,
    /// The message to page back from, when there are older ones.
    pub older: Option<i64>,
    /// The last message, to page on from.
    pub newer: Option<i64>,
    /// Whether this is the end of the conversation, which goes on growing, and not an older part of it.
    pub latest: bool,
    /// The first message the reader has not seen yet; it may be further back.
    pub first_unread: Option<i64>,
    /// How far the other side has read.
    pub receipt: Option<ReceiptProps>,
    /// What makes this form's message one message.
    pub client_id: &'a str,
    /// The message that is being answered.
    pub quote: Option<Quote<'a>>,
    /// What was typed and not taken.
    pub draft: &'a str,
    /// Why it was not taken.
    pub error: Option<&'a str>,
}

impl<'a> ThreadProps<'a> {
    fn composer(&self) -> Composer<'a> {
        Composer {
            conversation: self.id,
            viewer: self.viewer.id,
            other: self.other,
            client_id: self.client_id,
            quote: self.quote,
            draft: self.draft,
            error: self.error,
        }
    }
}
