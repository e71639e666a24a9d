//! A thread's page, and what its polls bring.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::reply_time::ReplyTime;
use views::{Markup, Section, urls};

use super::changes::changes_since;
use super::messages::{self, Messages, PAGE_SIZE};
use super::props::{self, Shown};
use super::window::Part;
use super::{Thread, find};
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::inbox::pages::inbox_from;
use crate::conversations::inbox::props::inbox as inbox_props;
use crate::conversations::poll::{Since, with_unread_count};
use crate::conversations::read::actions::note_read;
use crate::conversations::send::composer::Composing;
use crate::entities::{ConversationId, MessageId};
use crate::http::middleware::security_headers::Framed;
use crate::http::request::forms::Query;
use crate::http::request::htmx;
use crate::http::response::respond::see_other;
use crate::web::shell::{self, Shell};

pub mod presence;

/// Which part of a thread: before a message or around one, else the newest; and where the reader's unread ones began
/// when they opened it, for by now they count as read; and which message they are about to answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ThreadQuery {
    before: String,
    at: String,
    new: String,
    reply: String,
}

impl ThreadQuery {
    fn part(&self) -> Part {
        let id = |typed: &str| typed.parse().ok().map(MessageId);
        match (id(&self.before), id(&self.at)) {
            (Some(before), _) => Part::Before(before),
            (None, Some(at)) => Part::Around(at),
            (None, None) => Part::Last,
        }
    }

    fn first_unread(&self) -> Option<MessageId> {
        self.new.parse().ok().map(MessageId)
    }
}

/// `GET /messages/{id}`
#[handler]
pub async fn show(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(place): Query<ThreadQuery>,
) -> Result<Markup> {
    let thread = find(&app.db, &viewer, id).await?;
    let composing = Composing {
        quoted: messages::find_quoted(&app.db, &thread, &place.reply).await?,
        ..Composing::go_on(&thread.draft)?
    };
    thread_page(&app, headers, &viewer, &thread, &place, &composing).await
}

/// `GET /messages/{id}/earlier?before=57`, asked by the link to them when it comes into view. Whoever scrolls through
/// what is older reads nothing new, so nothing is marked.
#[handler]
pub async fn older(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(place): Query<ThreadQuery>,
) -> Result<Response> {
    let thread = find(&app.db, &viewer, id).await?;
    let before = place.before.parse().unwrap_or_default();
    let first_unread = place.first_unread();
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::older(id.0, before, first_unread.map(|id| id.0))));
    }
    let messages = messages::read(&app.db, &thread, Part::Before(MessageId(before)), PAGE_SIZE).await?;
    let reader = shell::reader(&app, headers);
    let rows = props::earlier(&thread, &messages, first_unread, |part| {
        views::conversations::earlier(&reader, part)
    });
    Ok(rows.into_response())
}

/// `GET /messages/{id}/updates?since=57`, asked by the tail of the thread
#[handler]
pub async fn updates(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(since): Query<Since>,
) -> Result<Response> {
    let state = app.revisions.conversation(viewer.id, id).await?;
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::conversation(id.0)));
    }
    if since
        .since
        .parse()
        .is_ok_and(|since| !state.has_changes_for(viewer.id, since))
    {
        return Ok(htmx::no_content());
    }
    let thread = find(&app.db, &viewer, id).await?;
    let known = since.revision(thread.revision);
    let changes = changes_since(&app.db, &thread, known).await?;
    // Only a page that is open and in view polls: what it is given is read.
    note_read(app.context(), &viewer, &thread, &changes.new).await;
    let reader = shell::reader(&app, headers);
    let news = props::news(&thread, &changes, |news| views::conversations::news(&reader, news));
    with_unread_count(&app, &viewer, headers, news).await
}

/// `GET /messages/{id}/frame?since=57`: what is new, for browsers without scripts
#[handler]
pub async fn frame(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(since): Query<Since>,
) -> Result<Response> {
    let thread = find(&app.db, &viewer, id).await?;
    let known = since.revision(thread.revision);
    let changes = changes_since(&app.db, &thread, known).await?;
    note_read(app.context(), &viewer, &thread, &changes.new).await;
    let page = props::frame(&thread, &changes, shell::theme(headers), |frame| {
        views::conversations::frame(&shell::reader(&app, headers), frame)
    });
    let mut response = page.into_response();
    response.extensions_mut().insert(Framed);
    Ok(response)
}

/// A page of a thread: around what the query names, or its newest messages.
pub async fn thread_page(
    app: &App,
    headers: &HeaderMap,
    viewer: &Viewer,
    thread: &Thread,
    place: &ThreadQuery,
    composing: &Composing,
) -> Result<Markup> {
    let messages = messages::read(&app.db, thread, place.part(), PAGE_SIZE).await?;
    let first_unread = match place.first_unread() {
        Some(first) => Some(first),
        None => messages::first_unread(&app.db, thread, &messages).await?,
    };
    note_read(app.context(), viewer, thread, &messages).await;
    // The frame comes after: its count of unread messages no longer has these.
    let shell = Shell::of(app, headers).await?;
    let shown = thread_view(app, headers, viewer, thread, &messages, first_unread, composing).await?;
    let beside = if shell.wide {
        Some(inbox_from(app, viewer, None).await?)
    } else {
        None
    };
    let shell = shell.section(Section::Messages);
    Ok(props::thread(&shown, |view| match &beside {
        Some(listed) => inbox_props(listed, viewer, Some(thread.id), |inbox| {
            views::conversations::page(&shell, view, Some(inbox))
        }),
        None => views::conversations::page(&shell, view, None),
    }))
}

/// Reads what a thread's page and its panel show beside the messages.
pub async fn thread_view<'a>(
    app: &App,
    headers: &HeaderMap,
    viewer: &Viewer,
    thread: &'a Thread,
    messages: &'a Messages,
    first_unread: Option<MessageId>,
    composing: &'a Composing,
) -> Result<Shown<'a>> {
    Ok(Shown {
        thread,
        messages,
        first_unread,
        composing,
        reply_time: reply_time(app, thread).await?,
        presence: presence::told(app, headers, viewer, thread.other.id).await?,
    })
}

/// How soon the other side answers, if that is the owner.
async fn reply_time(app: &App, thread: &Thread) -> Result<Option<ReplyTime>> {
    if !thread.is_renter {
        return Ok(None);
    }
    let median = app.reply_times.median(thread.other.id, app.clock.now()).await?;
    Ok(Some(ReplyTime { median }))
}
