//! The poll fast path: returns 204 to a poll without changes, from memory, before any middleware runs. Nearly every
//! request is such a poll.
//!
//! It only applies cached decisions. Every other request goes through all layers, which return the same response:
//! another method, a body, a page, another query, changes, or a session or revision that is not cached.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use views::urls;

use crate::app::App;
use crate::entities::{ConversationId, UserId};
use crate::http::middleware::request_log::loggable;
use crate::http::middleware::security_headers;
use crate::http::request::{htmx, prefetch};

/// Returns 204 to polls without changes, and passes other requests to `inner`.
pub struct PollFastPath<E> {
    app: App,
    no_content: HeaderMap,
    inner: E,
}

impl<E> PollFastPath<E> {
    pub fn new(inner: E, app: App) -> Self {
        let no_content = security_headers::poll_headers(app.cookies.secure);
        Self { app, no_content, inner }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for PollFastPath<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if !has_no_changes(&self.app, &request) {
            return self.inner.call(request).await;
        }
        tracing::debug!(
            path = &*loggable(request.uri().path()),
            status = 204,
            "Responded from memory."
        );
        let mut response = StatusCode::NO_CONTENT.into_response();
        *response.headers_mut() = self.no_content.clone();
        Ok(response)
    }
}

/// Whether this is a poll, and the caches know that nothing has changed for its viewer.
fn has_no_changes(app: &App, request: &Request) -> bool {
    is_plain(request) && Poll::parse(request).is_some_and(|poll| poll.has_no_changes(app, request.headers()))
}

/// Whether this is a GET by htmx without a body or an upgrade, and no prefetch.
fn is_plain(request: &Request) -> bool {
    let headers = request.headers();
    let body_or_upgrade = [
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::CONTENT_ENCODING,
        header::UPGRADE,
    ];
    request.method() == Method::GET
        && htmx::is_htmx(headers)
        && !prefetch::is_prefetch(headers)
        && !body_or_upgrade.iter().any(|name| headers.contains_key(name))
}

/// The target of a poll, and the revision that the page has seen.
enum Poll {
    Conversation(ConversationId, i64),
    Inbox(i64),
}

impl Poll {
    fn parse(request: &Request) -> Option<Self> {
        let since = number(request.uri().query()?.strip_prefix("since=")?)?;
        let target = request
            .uri()
            .path()
            .strip_prefix(urls::MESSAGES)?
            .strip_suffix("/updates")?;
        if target.is_empty() {
            return Some(Self::Inbox(since));
        }
        Some(Self::Conversation(
            ConversationId(number(target.strip_prefix('/')?)?),
            since,
        ))
    }

    fn has_no_changes(&self, app: &App, headers: &HeaderMap) -> bool {
        let is_unchanged = |viewer: UserId| match *self {
            Self::Conversation(id, since) => {
                let state = app.revisions.cached_conversation(viewer, id)?;
                Some(!state.has_changes_for(viewer, since))
            }
            Self::Inbox(since) => Some(app.revisions.cached_inbox(viewer)?.revision == since),
        };
        app.cached_viewer(headers).and_then(is_unchanged).unwrap_or(false)
    }
}

/// Parses a number in the form that the site's pages write: digits without a leading zero.
fn number(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_canonical = is_number && (text.len() == 1 || !text.starts_with('0'));
    is_canonical.then(|| text.parse().ok()).flatten()
}
