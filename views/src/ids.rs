//! The ids that pages, fragments and scripts share.

use crate::id_attr::IdAttr;

/// The listing page's slot for the chat panel, and the panel itself.
pub const CHAT: &str = "chat";
/// The rows of the inbox.
pub const INBOX: &str = "inbox";
/// The first child of the inbox, which asks for what moved.
pub const INBOX_HEAD: &str = "inbox-head";
/// The content of a page.
pub const MAIN: &str = "main";
/// The header's link to the inbox, with the unread count.
pub const MESSAGES_LINK: &str = "messages-link";
/// The heading of the search results.
pub const RESULTS: &str = "results";
/// The public questions under a listing.
pub const COMMENTS: &str = "comments";

/// All photos on the page of a listing.
pub const ALL_PHOTOS: &str = "all-photos";
/// The owner's photos of a listing.
pub const PHOTOS: &str = "photos";

/// One message.
pub fn message(id: i64) -> IdAttr<1> {
    IdAttr([("message-", id)])
}

/// What a message says, with everything that belongs to it.
pub fn message_content(message: i64) -> IdAttr<1> {
    IdAttr([("said-", message)])
}

/// The link to what can be done with a message.
pub fn more(message: i64) -> IdAttr<1> {
    IdAttr([("more-", message)])
}

/// The field with a message's text, to edit it.
pub fn edit(message: i64) -> String {
    format!("edit-{message}")
}

/// Where a conversation's page shows what can be done with one of its messages.
pub fn sheet(conversation: i64) -> IdAttr<1> {
    IdAttr([("sheet-", conversation)])
}

/// The link to that form.
pub fn attach(conversation: i64) -> String {
    format!("attach-{conversation}")
}

/// The form that sends files in a conversation.
pub fn sending_files(conversation: i64) -> String {
    format!("files-{conversation}")
}

/// The message that is being answered, in the form one writes in.
pub fn quoting(conversation: i64) -> String {
    format!("quoting-{conversation}")
}

/// The end of a conversation, which asks for what follows.
pub fn tail(conversation: i64) -> String {
    format!("tail-{conversation}")
}

/// How far the other side has read what the reader wrote.
pub fn receipt(conversation: i64) -> String {
    format!("receipt-{conversation}")
}

/// The line that tells whether the other side is there.
pub fn presence(conversation: i64) -> String {
    format!("presence-{conversation}")
}

/// The link to what came before the messages that a log shows.
pub fn older(conversation: i64) -> String {
    format!("earlier-{conversation}")
}

/// The form one writes in.
pub fn composer(conversation: i64) -> String {
    format!("composer-{conversation}")
}

/// A conversation's row in the inbox.
pub fn conversation(id: i64) -> String {
    format!("conversation-{id}")
}

/// One of the owner's photos.
pub fn photo(id: i64) -> String {
    format!("photo-{id}")
}

/// One public comment.
pub fn comment(id: i64) -> String {
    format!("comment-{id}")
}

/// A listing on the owner's page.
pub fn listing(id: i64) -> String {
    format!("listing-{id}")
}
