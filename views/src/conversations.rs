//! Conversations: inbox, thread page and panel, and the fragments that polls return.

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
pub use scam_warning::ScamWarningKind;
pub(crate) use script_elements::pending_message;
pub(crate) use sheet::sheet;

use crate::PersonProps;
use crate::attachments::Attachment;
use crate::photos::Photo;
use crate::reply_time::ReplyTime;

/// The listing of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    pub id: i64,
    pub title: &'a str,
    pub city: &'a str,
    /// The cover photo.
    pub cover: Option<Photo<'a>>,
    /// The monthly rent, in minor units.
    pub price: i64,
    /// The ISO 4217 code.
    pub currency: &'a str,
    /// As `YYYY-MM-DD`; None means now.
    pub available_from: Option<&'a str>,
}

/// A message of a conversation.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The message's id. Messages are ordered by it.
    pub id: i64,
    pub conversation: i64,
    pub sender: PersonProps<'a>,
    pub recipient: PersonProps<'a>,
    /// Whether the viewer is the sender.
    pub own: bool,
    /// None for an unsent message.
    pub text: Option<&'a str>,
    /// Whether the sender has edited it.
    pub edited: bool,
    /// The message it replies to.
    pub quote: Option<Quote<'a>>,
    /// The reaction of the recipient.
    pub reaction: Option<ReactionKind>,
    pub files: Vec<Attachment<'a>>,
    /// In microseconds since 1970 UTC.
    pub created_at: i64,
    /// The idempotency key of the viewer's own message, which the script finds its row by; None for others.
    pub client_id: Option<&'a str>,
    /// The warning to show below the message.
    pub scam_warning: Option<ScamWarningKind>,
}

/// A conversation on its page and in its panel.
#[derive(Clone, Debug)]
pub struct ThreadProps<'a> {
    pub id: i64,
    pub listing: Listing<'a>,
    pub viewer: PersonProps<'a>,
    /// The other participant.
    pub other: PersonProps<'a>,
    /// The owner's reply time, if the other participant is the owner.
    pub reply_time: Option<ReplyTime>,
    /// None while the other participant is away or hides it.
    pub presence: Option<PresenceStatus>,
    /// Oldest first.
    pub messages: Vec<Message<'a>>,
    /// The message before the first one, which decides about the day mark and the grouping.
    pub previous: Option<Message<'a>>,
    /// The revision that this page shows.
    pub revision: i64,
    /// The id to load older messages before; None at the start of the conversation.
    pub older: Option<i64>,
    /// The id of the last message here, to link to newer ones; None at the end of the conversation.
    pub newer: Option<i64>,
    /// Whether the page shows the end of the conversation, which polling continues.
    pub latest: bool,
    /// The first unread message; it can be older than those on the page.
    pub first_unread: Option<i64>,
    /// The read receipt of the other participant.
    pub receipt: Option<ReceiptProps>,
    /// The idempotency key of the next message.
    pub client_id: &'a str,
    /// The message that the composer replies to.
    pub quote: Option<Quote<'a>>,
    /// The text in the composer: the saved draft, or a rejected text.
    pub draft: &'a str,
    /// Why the text was rejected.
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
