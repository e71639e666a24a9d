//! The poll that finds no news: nearly every request there is. It is answered from memory, before anything else is asked.
//!
//! Nothing here decides what others decide. Whatever is not plainly such a poll (another method, a body, a page, a
//! query that says more, a session or a revision that memory does not know, news) goes on through every layer, and gets
//! the same answer there.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use views::urls;

use crate::app::App;
use crate::entities::{ConversationId, UserId};
use crate::http::middleware::security_headers;
use crate::http::request::htmx;

/// Answers polls without news, and leaves the rest to an endpoint.
pub struct PollFastPath<E> {
    app: App,
    no_content: HeaderMap,
    rest: E,
}

impl<E> PollFastPath<E> {
    /// In front of this endpoint.
    pub fn new(rest: E, app: App) -> Self {
        let no_content = security_headers::without_body(app.cookies.secure);
        Self { app, no_content, rest }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for PollFastPath<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if !has_no_changes(&self.app, &request) {
            return self.rest.call(request).await;
        }
        tracing::debug!(path = request.uri().path(), status = 204, "Answered from memory.");
        let mut response = StatusCode::NO_CONTENT.into_response();
        *response.headers_mut() = self.no_content.clone();
        Ok(response)
    }
}

/// Whether this is a poll, and memory knows that there is no news for whoever sent it.
fn has_no_changes(app: &App, request: &Request) -> bool {
    is_plain(request) && Poll::parse(request).is_some_and(|poll| poll.finds_nothing(app, request.headers()))
}

/// Whether htmx asks, and sends nothing but its question.
fn is_plain(request: &Request) -> bool {
    let headers = request.headers();
    let more = [
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::CONTENT_ENCODING,
        header::UPGRADE,
    ];
    request.method() == Method::GET && htmx::is_htmx(headers) && !more.iter().any(|name| headers.contains_key(name))
}

/// What is asked, and the revision that the page has seen.
enum Poll {
    Conversation(ConversationId, i64),
    Inbox(i64),
}

impl Poll {
    fn parse(request: &Request) -> Option<Self> {
        let since = number(request.uri().query()?.strip_prefix("since=")?)?;
        let place = request
            .uri()
            .path()
            .strip_prefix(urls::MESSAGES)?
            .strip_suffix("/updates")?;
        if place.is_empty() {
            return Some(Self::Inbox(since));
        }
        Some(Self::Conversation(
            ConversationId(number(place.strip_prefix('/')?)?),
            since,
        ))
    }

    fn finds_nothing(&self, app: &App, headers: &HeaderMap) -> bool {
        let finds_nothing = |viewer: UserId| match *self {
            Self::Conversation(id, since) => {
                let state = app.revisions.cached_conversation(viewer, id)?;
                Some(!state.has_changes_for(viewer, since))
            }
            Self::Inbox(since) => Some(app.revisions.cached_inbox(viewer)?.revision == since),
        };
        app.cached_viewer(headers).and_then(finds_nothing).unwrap_or(false)
    }
}

/// A number as our own pages write it.
fn number(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = plain && (text.len() == 1 || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}
