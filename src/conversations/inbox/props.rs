//! Props of the inbox.

use views::PersonProps;
use views::conversations::{Inbox, Preview, Row};

use super::query::InboxRow;
use crate::accounts::Viewer;
use crate::entities::ConversationId;
use crate::photos::props::cover;

/// A page of the viewer's inbox.
pub struct InboxPage {
    /// Newest activity first.
    pub rows: Vec<InboxRow>,
    /// The inbox revision from which the page polls.
    pub revision: i64,
    /// The URL of the next page, with older rows.
    pub older: Option<String>,
    /// Whether this is the first page.
    pub latest: bool,
}

/// The props of an inbox, alone or beside the open conversation `current`.
pub fn inbox<'a>(page: &'a InboxPage, viewer: &Viewer, current: Option<ConversationId>) -> Inbox<'a> {
    Inbox {
        rows: page.rows.iter().map(|inbox_row| row(inbox_row, viewer)).collect(),
        revision: page.revision,
        older: page.older.as_deref(),
        latest: page.latest,
        current: current.map(|id| id.0),
    }
}

/// The props of an inbox row.
pub fn row<'a>(row: &'a InboxRow, viewer: &Viewer) -> Row<'a> {
    Row {
        id: row.id.0,
        listing_title: &row.listing_title,
        listing_city: &row.listing_city,
        cover: cover(row.cover_id, row.cover_alt.as_deref(), row.cover_colour.as_deref()),
        other: if row.renter_id == viewer.id {
            owner(row)
        } else {
            renter(row)
        },
        preview: preview(row),
        preview_own: row.last_message_sender_id == Some(viewer.id),
        at: row.activity_at.0,
        unread: unread_count(row),
    }
}

pub fn renter(row: &InboxRow) -> PersonProps<'_> {
    PersonProps {
        id: row.renter_id.0,
        name: &row.renter_name,
    }
}

fn owner(row: &InboxRow) -> PersonProps<'_> {
    PersonProps {
        id: row.owner_id.0,
        name: &row.owner_name,
    }
}

/// The number of messages that the viewer has not read.
pub fn unread_count(row: &InboxRow) -> u32 {
    u32::try_from(row.unread).unwrap_or(0)
}

/// The preview of the last message. An unsent message has an id but no text.
pub fn preview(row: &InboxRow) -> Preview<'_> {
    match (&row.last_message_text, row.last_message_id) {
        (Some(text), _) => Preview::Text(text),
        (None, Some(_)) => Preview::Unsent,
        (None, None) => Preview::NoMessages,
    }
}
