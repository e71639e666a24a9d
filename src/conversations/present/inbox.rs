//! The inbox, and an owner's enquiries, as the views want them.

use views::Person;
use views::conversations::{Inbox, Preview, Row};
use views::listings::{Enquiry, MyListing};

use crate::accounts::Viewer;
use crate::conversations::inbox::InboxRow;
use crate::entities::{ConversationId, listing};
use crate::listings::present::card;
use crate::photos::present::cover;

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

/// A conversation as a row of the inbox.
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
        unread: count(row.unread),
    }
}

/// Shows the owner's listings, each with who asked about it.
pub fn mine<T>(listings: &[listing::Model], enquiries: &[InboxRow], show: impl FnOnce(&[MyListing<'_>]) -> T) -> T {
    let asked: Vec<Vec<Enquiry<'_>>> = listings
        .iter()
        .map(|home| {
            enquiries
                .iter()
                .filter(|row| row.listing_id == home.id)
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
        conversation: row.id.0,
        renter: renter(row),
        preview: preview(row),
        unread: count(row.unread),
        at: row.activity_at.0,
    }
}

fn renter(row: &InboxRow) -> Person<'_> {
    Person {
        id: row.renter_id.0,
        name: &row.renter_name,
    }
}

fn owner(row: &InboxRow) -> Person<'_> {
    Person {
        id: row.owner_id.0,
        name: &row.owner_name,
    }
}

/// Of a last message that was unsent nothing is left but that there is one.
fn preview(row: &InboxRow) -> Preview<'_> {
    match (&row.last_message_text, row.last_message_id) {
        (Some(text), _) => Preview::Text(text),
        (None, Some(_)) => Preview::Unsent,
        (None, None) => Preview::Nothing,
    }
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
