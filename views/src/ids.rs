//! DOM ids that pages, fragments and scripts share.

use crate::id_attr::IdAttr;

/// The slot for the chat panel on a listing page, and the panel that replaces it.
pub const CHAT: &str = "chat";
/// The list of inbox rows.
pub const INBOX: &str = "inbox";
/// The polling element at the top of the inbox.
pub const INBOX_HEAD: &str = "inbox-head";
/// The `main` element.
pub const MAIN: &str = "main";
/// The header's link to the inbox, with the unread count.
pub const MESSAGES_LINK: &str = "messages-link";
/// The heading of the search results.
pub const RESULTS: &str = "results";
/// The comments of a listing.
pub const COMMENTS: &str = "comments";
/// The link to older comments.
pub const OLDER_COMMENTS: &str = "earlier-comments";

/// The gallery of a listing.
pub const ALL_PHOTOS: &str = "all-photos";
/// The owner's photo list.
pub const PHOTOS: &str = "photos";

pub fn message(id: i64) -> IdAttr<1> {
    IdAttr([("message-", id)])
}

/// The content of a message: bubble, attachments, reaction and warning.
pub fn message_content(message: i64) -> IdAttr<1> {
    IdAttr([("said-", message)])
}

/// The link to the options of a message.
pub fn more(message: i64) -> IdAttr<1> {
    IdAttr([("more-", message)])
}

/// The text field that edits a message.
pub fn edit(message: i64) -> String {
    format!("edit-{message}")
}

/// The slot for the sheet of a conversation.
pub fn sheet(conversation: i64) -> IdAttr<1> {
    IdAttr([("sheet-", conversation)])
}

/// The link that opens the attachment form.
pub fn attach(conversation: i64) -> String {
    format!("attach-{conversation}")
}

/// The attachment form.
pub fn sending_files(conversation: i64) -> String {
    format!("files-{conversation}")
}

/// The quoted message in the composer.
pub fn quoting(conversation: i64) -> String {
    format!("quoting-{conversation}")
}

/// The polling element at the end of a conversation.
pub fn tail(conversation: i64) -> String {
    format!("tail-{conversation}")
}

/// The read receipt of a conversation.
pub fn receipt(conversation: i64) -> String {
    format!("receipt-{conversation}")
}

/// The presence of the other participant.
pub fn presence(conversation: i64) -> String {
    format!("presence-{conversation}")
}

/// The link to older messages.
pub fn older(conversation: i64) -> String {
    format!("earlier-{conversation}")
}

pub fn composer(conversation: i64) -> String {
    format!("composer-{conversation}")
}

pub fn conversation(id: i64) -> String {
    format!("conversation-{id}")
}

pub fn photo(id: i64) -> String {
    format!("photo-{id}")
}

pub fn comment(id: i64) -> String {
    format!("comment-{id}")
}

/// A listing on the owner's page.
pub fn listing(id: i64) -> String {
    format!("listing-{id}")
}
