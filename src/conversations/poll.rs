//! Shared parts of the thread poll and the inbox poll.

use maud::html;
use poem::http::HeaderMap;
use poem::{IntoResponse, Response, Result};
use serde::Deserialize;
use views::{Markup, urls};

use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::thread::changes::ChangeCursor;
use crate::entities::MessageId;
use crate::http::request::{htmx, preferred_language};

/// The revision that the client has seen, and for a thread the message up to which it has the changes of the next one
/// ([`ChangeCursor`]).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SinceQuery {
    pub since: String,
    pub after: String,
}

impl SinceQuery {
    /// An invalid or future value is treated as the current revision, a negative one as 0.
    pub fn revision(&self, current: i64) -> i64 {
        self.since.parse().map_or(current, |since: i64| since.clamp(0, current))
    }

    /// The same as the cursor of a thread. An invalid message is ignored.
    pub fn cursor(&self, current: i64) -> ChangeCursor {
        ChangeCursor {
            revision: self.revision(current),
            message: self.after.parse().ok().map(MessageId),
        }
    }
}

/// Returns a fragment together with the unread count of the header, which the request may have changed.
pub async fn with_unread_count(app: &App, viewer: &Viewer, headers: &HeaderMap, fragment: Markup) -> Result<Response> {
    let unread = app.revisions.inbox(viewer.id).await?.displayed_unread();
    let in_messages = htmx::current_path(headers).is_some_and(|path| path.starts_with(urls::MESSAGES));
    let link = views::layout::messages_link(preferred_language::translator(headers), unread, in_messages, true);
    Ok(html! { (fragment) (link) }.into_response())
}
