//! A thread's page, and what its polls bring.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::reply_time::ReplyTime;
use views::{Markup, Section, urls};

use super::changes::changes_since;
use super::messages::{self, MessagePageDetails, PAGE_SIZE};
use super::props::{self, ThreadView};
use super::window::MessageWindow;
use super::{Thread, find};
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::inbox::pages::load_inbox_page;
use crate::conversations::inbox::props::inbox as inbox_props;
use crate::conversations::poll::{SinceQuery, with_unread_count};
use crate::conversations::read::actions::mark_visible_as_read;
use crate::conversations::send::composer::ComposerState;
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
    fn part(&self) -> MessageWindow {
        let id = |typed: &str| typed.parse().ok().map(MessageId);
        match (id(&self.before), id(&self.at)) {
            (Some(before), _) => MessageWindow::Before(before),
            (None, Some(at)) => MessageWindow::Around(at),
            (None, None) => MessageWindow::Newest,
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
    let composer_state = ComposerState {
        quoted: messages::find_quoted(&app.db, &thread, &place.reply).await?,
        ..ComposerState::from_draft(&thread.draft)?
    };
    thread_page(&app, headers, &viewer, &thread, &place, &composer_state).await
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
    let messages = messages::read(&app.db, &thread, MessageWindow::Before(MessageId(before)), PAGE_SIZE).await?;
    let older = props::older(&thread, &messages, first_unread);
    Ok(views::conversations::older(&shell::locale(&app, headers), &older).into_response())
}

/// `GET /messages/{id}/updates?since=57`, asked by the tail of the thread
#[handler]
pub async fn updates(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(since): Query<SinceQuery>,
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
    mark_visible_as_read(app.context(), &viewer, &thread, &changes.new).await;
    let update = views::conversations::thread_update(&shell::locale(&app, headers), &props::update(&thread, &changes));
    with_unread_count(&app, &viewer, headers, update).await
}

/// `GET /messages/{id}/frame?since=57`: what is new, for browsers without scripts
#[handler]
pub async fn frame(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(since): Query<SinceQuery>,
) -> Result<Response> {
    let thread = find(&app.db, &viewer, id).await?;
    let known = since.revision(thread.revision);
    let changes = changes_since(&app.db, &thread, known).await?;
    mark_visible_as_read(app.context(), &viewer, &thread, &changes.new).await;
    let frame = props::noscript_frame(&thread, &changes, shell::theme(headers));
    let page = views::conversations::noscript_frame(&shell::locale(&app, headers), &frame);
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
    composer_state: &ComposerState,
) -> Result<Markup> {
    let messages = messages::read(&app.db, thread, place.part(), PAGE_SIZE).await?;
    let first_unread = match place.first_unread() {
        Some(first) => Some(first),
        None => messages::first_unread(&app.db, thread, &messages).await?,
    };
    mark_visible_as_read(app.context(), viewer, thread, &messages).await;
    // The frame comes after: its count of unread messages no longer has these.
    let shell = Shell::load(app, headers).await?;
    let view = thread_view(app, headers, viewer, thread, &messages, first_unread, composer_state).await?;
    let beside = if shell.wide {
        Some(load_inbox_page(app, viewer, None).await?)
    } else {
        None
    };
    let shell = shell.section(Section::Messages);
    let inbox = beside.as_ref().map(|page| inbox_props(page, viewer, Some(thread.id)));
    Ok(views::conversations::page(
        &shell,
        &props::thread(&view),
        inbox.as_ref(),
    ))
}

/// Reads what a thread's page and its panel show beside the messages.
pub async fn thread_view<'a>(
    app: &App,
    headers: &HeaderMap,
    viewer: &Viewer,
    thread: &'a Thread,
    messages: &'a MessagePageDetails,
    first_unread: Option<MessageId>,
    composer_state: &'a ComposerState,
) -> Result<ThreadView<'a>> {
    Ok(ThreadView {
        thread,
        messages,
        first_unread,
        composer_state,
        reply_time: reply_time(app, thread).await?,
        presence: presence::presence_of(app, headers, viewer, thread.other.id).await?,
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
