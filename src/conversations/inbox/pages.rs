//! The page of the inbox and its poll.

use poem::http::HeaderMap;
use poem::web::Data;
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::conversations::InboxUpdate;
use views::{Markup, Section, urls};

use super::cursor::InboxCursor;
use super::props::{self, InboxPage};
use super::query;
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::poll::SinceQuery;
use crate::http::request::forms::Query;
use crate::http::request::htmx;
use crate::http::response::respond::see_other;
use crate::web::shell::{self, Shell};

/// The cursor of an older page; empty for the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BeforeQuery {
    before: String,
}

/// `GET /messages`
#[handler]
pub async fn index(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Query(BeforeQuery { before }): Query<BeforeQuery>,
) -> Result<Markup> {
    let page = load_inbox_page(&app, &viewer, InboxCursor::parse(&before)).await?;
    Ok(views::conversations::inbox(
        &shell.section(Section::Messages),
        &props::inbox(&page, &viewer, None),
    ))
}

/// Reads a page of the inbox: the first, or the one after a cursor.
pub async fn load_inbox_page(app: &App, viewer: &Viewer, after: Option<InboxCursor>) -> Result<InboxPage> {
    // The revision is read before the rows, so the first poll returns changes that happen in between.
    let revision = app.revisions.inbox(viewer.id).await?.revision;
    let (rows, next) = query::inbox_page(&app.db, viewer, after, query::PAGE_SIZE).await?;
    Ok(InboxPage {
        rows,
        revision,
        older: next.map(|cursor| urls::older_conversations(&cursor.to_string())),
        latest: after.is_none(),
    })
}

/// `GET /messages/updates?since=57`, polled by the head of the inbox
#[handler]
pub async fn updates(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Query(query): Query<SinceQuery>,
) -> Result<Response> {
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::MESSAGES));
    }
    let state = app.revisions.inbox(viewer.id).await?;
    let since = query.revision(state.revision);
    if query.since == state.revision.to_string() {
        return Ok(htmx::no_content());
    }
    let (rows, revision) = query::changes_since(&app.db, &viewer, since, state.revision).await?;
    let (moved, changed): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.activity_revision > since);
    let [moved, changed] = [moved, changed].map(|rows| {
        let rows = rows.into_iter().map(|row| props::row(row, &viewer));
        rows.collect::<Vec<_>>()
    });
    let update = InboxUpdate {
        revision,
        moved,
        changed,
        unread: state.displayed_unread(),
        current: htmx::current_path(headers).and_then(|path| conversation_at(&path)),
    };
    Ok(views::conversations::inbox_update(&shell::locale(&app, headers), &update).into_response())
}

/// The conversation whose page has this path: `/messages/{id}`.
fn conversation_at(path: &str) -> Option<i64> {
    let id = path.strip_prefix(urls::MESSAGES)?.strip_prefix('/')?;
    id.split('?').next()?.parse().ok()
}
