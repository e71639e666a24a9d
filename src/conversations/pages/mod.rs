//! The pages of conversations: the inbox, a thread and its panel, and a thread to take along.

use maud::html;
use poem::http::HeaderMap;
use poem::{IntoResponse, Response, Result, Route};
use serde::Deserialize;
use views::{Markup, urls};

use crate::accounts::Viewer;
use crate::app::App;
use crate::http::methods::{get, post};
use crate::http::{htmx, language};

mod export;
mod inbox;
mod message;
mod presence;
mod thread;

/// Adds the pages of conversations.
pub fn mount(route: Route) -> Route {
    route
        .at("/messages", get(inbox::index))
        .at("/messages/updates", get(inbox::updates))
        .at("/messages/:id", get(thread::show).post(thread::create))
        .at("/messages/:id/draft", post(thread::keep_draft))
        .at("/messages/:id/updates", get(thread::updates))
        .at("/messages/:id/earlier", get(thread::earlier))
        .at("/messages/:id/frame", get(thread::frame))
        .at("/messages/:id/presence", get(presence::show))
        .at("/messages/:id/export", get(export::show))
        .at("/messages/:id/export.zip", get(export::archive))
        .at("/messages/:id/:message", get(message::show).post(message::edit))
        .at("/messages/:id/:message/quote", get(message::quote))
        .at("/messages/:id/:message/removal", post(message::unsend))
        .at("/messages/:id/:message/reaction", post(message::react))
        .at("/listings/:id/contact", post(thread::contact))
}

/// What a poll already knows. What is no number, or lies in the future, counts as everything there is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Since {
    since: String,
}

impl Since {
    fn revision(&self, current: i64) -> i64 {
        self.since.parse().map_or(current, |since: i64| since.clamp(0, current))
    }
}

/// A fragment, and the header's count of unread messages, which it may have changed.
async fn with_unread_count(app: &App, viewer: &Viewer, headers: &HeaderMap, fragment: Markup) -> Result<Response> {
    let unread = app.live.inbox(viewer.id).await?.shown_unread();
    let in_messages = htmx::current_path(headers).is_some_and(|path| path.starts_with(urls::MESSAGES));
    let link = views::layout::messages_link(language::words(headers), unread, in_messages, true);
    Ok(html! { (fragment) (link) }.into_response())
}
