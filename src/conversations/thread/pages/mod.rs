//! The page of a thread, its poll, its older messages and its frame for browsers without scripts.

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
use crate::conversations::read::actions;
use crate::conversations::send::composer::ComposerState;
use crate::entities::{ConversationId, MessageId};
use crate::http::middleware::security_headers::Framed;
use crate::http::request::forms::Query;
use crate::http::request::{htmx, prefetch};
use crate::http::response::respond::see_other;
use crate::web::shell::{self, Shell};

pub mod presence;

/// The part of a thread that a URL names. Invalid values are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ThreadQuery {
    /// Messages before this id.
    before: String,
    /// Else messages around this id; without both, the newest ones.
    at: String,
    /// The first message that was unread when the viewer opened the thread. It counts as read by now.
    new: String,
    /// The message to which the viewer is replying.
    reply: String,
}

impl ThreadQuery {
    fn window(&self) -> MessageWindow {
        let id = |input: &str| input.parse().ok().map(MessageId);
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
    Query(query): Query<ThreadQuery>,
) -> Result<Markup> {
    let thread = find(&app.db, &viewer, id).await?;
    let composer_state = ComposerState {
        quoted: messages::find_quoted(&app.db, &thread, &query.reply).await?,
        ..ComposerState::from_draft(&thread.draft)?
    };
    thread_page(&app, headers, &viewer, &thread, &query, &composer_state).await
}

/// `GET /messages/{id}/earlier?before=57`, requested by the link to older messages when it scrolls into view. Marks
/// nothing as read: older messages are not new to a viewer who scrolls back.
#[handler]
pub async fn older(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(query): Query<ThreadQuery>,
) -> Result<Response> {
    let thread = find(&app.db, &viewer, id).await?;
    let before = query.before.parse().unwrap_or_default();
    let first_unread = query.first_unread();
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::older(id.0, before, first_unread.map(|id| id.0))));
    }
    let messages = messages::read(&app.db, &thread, MessageWindow::Before(MessageId(before)), PAGE_SIZE).await?;
    let older = props::older(&thread, &messages, first_unread);
    Ok(views::conversations::older(&shell::locale(&app, headers), &older).into_response())
}

/// `GET /messages/{id}/updates?since=57`, polled by the tail of the thread
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
    let known = since.cursor(thread.revision);
    let changes = changes_since(&app.db, &thread, known).await?;
    // Only a visible page polls, so the messages of its response count as read.
    mark_visible_as_read(&app, headers, &viewer, &thread, &changes.new).await;
    let update = views::conversations::thread_update(&shell::locale(&app, headers), &props::update(&thread, &changes));
    with_unread_count(&app, &viewer, headers, update).await
}

/// `GET /messages/{id}/frame?since=57`: the changes, for browsers without scripts
#[handler]
pub async fn frame(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(since): Query<SinceQuery>,
) -> Result<Response> {
    let thread = find(&app.db, &viewer, id).await?;
    let known = since.cursor(thread.revision);
    let changes = changes_since(&app.db, &thread, known).await?;
    mark_visible_as_read(&app, headers, &viewer, &thread, &changes.new).await;
    let frame = props::noscript_frame(&thread, &changes, shell::theme(headers));
    let page = views::conversations::noscript_frame(&shell::locale(&app, headers), &frame);
    let mut response = page.into_response();
    response.extensions_mut().insert(Framed);
    Ok(response)
}

/// The page of a thread, with the messages that `query` names.
pub async fn thread_page(
    app: &App,
    headers: &HeaderMap,
    viewer: &Viewer,
    thread: &Thread,
    query: &ThreadQuery,
    composer_state: &ComposerState,
) -> Result<Markup> {
    let messages = messages::read(&app.db, thread, query.window(), PAGE_SIZE).await?;
    let first_unread = match query.first_unread() {
        Some(first) => Some(first),
        None => messages::first_unread(&app.db, thread, &messages).await?,
    };
    mark_visible_as_read(app, headers, viewer, thread, &messages).await;
    // The shell is loaded after these messages are marked as read, so its unread count leaves them out.
    let shell = Shell::load(app, headers).await?;
    let view = thread_view(app, viewer, thread, &messages, first_unread, composer_state).await?;
    let inbox_page = if shell.wide {
        Some(load_inbox_page(app, viewer, None).await?)
    } else {
        None
    };
    let shell = shell.section(Section::Messages);
    let inbox = inbox_page
        .as_ref()
        .map(|page| inbox_props(page, viewer, Some(thread.id)));
    Ok(views::conversations::page(
        &shell,
        &props::thread(&view),
        inbox.as_ref(),
    ))
}

/// Marks the messages of a response as read, unless it is prefetched: it may never be shown.
pub async fn mark_visible_as_read(
    app: &App,
    headers: &HeaderMap,
    viewer: &Viewer,
    thread: &Thread,
    messages: &MessagePageDetails,
) {
    if !prefetch::is_prefetch(headers) {
        actions::mark_visible_as_read(app.context(), viewer, thread, messages).await;
    }
}

/// Reads the reply time and the presence that the page and the panel of a thread show.
pub async fn thread_view<'a>(
    app: &App,
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
        presence: presence::presence_status(app, viewer, thread.other.id).await?,
    })
}

/// The reply time of the owner; None when the viewer is the owner.
async fn reply_time(app: &App, thread: &Thread) -> Result<Option<ReplyTime>> {
    if !thread.is_renter {
        return Ok(None);
    }
    let median = app.reply_times.median(thread.other.id, app.clock.now()).await?;
    Ok(Some(ReplyTime { median }))
}
