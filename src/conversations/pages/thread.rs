//! A thread: its page, its panel, and what its polls bring.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::conversations::composer;
use views::reply_time::ReplyTime;
use views::{Markup, Section, urls};

use super::inbox::inbox_from;
use super::{Since, presence, with_unread_count};
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::composing::{Composing, Refusal};
use crate::conversations::draft::MessageDraft;
use crate::conversations::messages::{self, PAGE_SIZE};
use crate::conversations::present::{self, Shown};
use crate::conversations::queries::{self, Thread};
use crate::conversations::rows::Part;
use crate::conversations::{actions, opening, sending, unsent};
use crate::entities::{ConversationId, ListingId, MessageId, message};
use crate::error::AppError;
use crate::http::forms::{Form, Query};
use crate::http::headers::Framed;
use crate::http::respond::{refused, see_other};
use crate::http::{htmx, language};
use crate::shell::{self, Shell};

/// Which part of a thread: before a message or around one, else the newest; and where the reader's unread ones began
/// when they opened it, for by now they count as read; and which message they are about to answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    before: String,
    at: String,
    new: String,
    reply: String,
}

impl Place {
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
    Query(place): Query<Place>,
) -> Result<Markup> {
    let thread = queries::thread(&app.db, &viewer, id).await?;
    let composing = Composing {
        quoted: quoted(&app, &thread, &place.reply).await?,
        ..Composing::go_on(&thread.draft)?
    };
    thread_page(&app, headers, &viewer, &thread, &place, &composing).await
}

/// `GET /messages/{id}/earlier?before=57`, asked by the link to them when it comes into view. Whoever scrolls through
/// what is older reads nothing new, so nothing is marked.
#[handler]
pub async fn earlier(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(place): Query<Place>,
) -> Result<Response> {
    let thread = queries::thread(&app.db, &viewer, id).await?;
    let before = place.before.parse().unwrap_or_default();
    let first_unread = place.first_unread();
    if htmx::is_visit(headers) {
        return Ok(see_other(urls::older(id.0, before, first_unread.map(|id| id.0))));
    }
    let messages = messages::read(&app.db, &thread, Part::Before(MessageId(before)), PAGE_SIZE).await?;
    let reader = shell::reader(&app, headers);
    let rows = present::earlier(&thread, &messages, first_unread, |part| {
        views::conversations::earlier(&reader, part)
    });
    Ok(rows.into_response())
}

/// `POST /messages/{id}`
#[handler]
pub async fn create(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Form(draft): Form<MessageDraft>,
) -> Result<Response> {
    let sent = sending::send_message(app.context(), &viewer, id, &draft).await;
    let (htmx, say) = (htmx::asks(headers), language::words(headers));
    if sent.is_ok() && !htmx {
        return Ok(see_other(urls::conversation(id.0)));
    }
    let thread = queries::thread(&app.db, &viewer, id).await?;
    let Err(error) = sent else {
        let form = composer(say, &present::composer(&thread, &Composing::begin()?));
        return Ok(form.with_header("hx-trigger", "message-sent, nudge").into_response());
    };
    let refusal = Refusal::of(error, say)?;
    let quoted = quoted(&app, &thread, &draft.reply_to).await?;
    let composing = Composing::again(draft, quoted, &refusal)?;
    let again = if htmx {
        composer(say, &present::composer(&thread, &composing))
    } else {
        thread_page(&app, headers, &viewer, &thread, &Place::default(), &composing).await?
    };
    Ok(refused(again, refusal.status, refusal.wait))
}

/// The message that is being answered, if there is such a one.
async fn quoted(app: &App, thread: &Thread, id: &str) -> Result<Option<message::Model>, AppError> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    match messages::one(&app.db, thread, MessageId(id)).await {
        Ok((row, _)) => Ok(Some(row)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `POST /messages/{id}/draft`, a moment after somebody stops typing
#[handler]
pub async fn keep_draft(
    app: Data<&App>,
    viewer: Viewer,
    Path(id): Path<ConversationId>,
    Form(draft): Form<MessageDraft>,
) -> Result<Response> {
    unsent::keep_draft(app.context(), &viewer, id, &draft).await?;
    Ok(htmx::no_news())
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
    let state = app.live.conversation(viewer.id, id).await?;
    if htmx::is_visit(headers) {
        return Ok(see_other(urls::conversation(id.0)));
    }
    if since
        .since
        .parse()
        .is_ok_and(|since| !state.has_news_for(viewer.id, since))
    {
        return Ok(htmx::no_news());
    }
    let thread = queries::thread(&app.db, &viewer, id).await?;
    let known = since.revision(thread.revision);
    let changes = queries::changes_since(&app.db, &thread, known).await?;
    // Only a page that is open and in view polls: what it is given is read.
    actions::note_read(app.context(), &viewer, &thread, &changes.new).await;
    let reader = shell::reader(&app, headers);
    let news = present::news(&thread, &changes, |news| views::conversations::news(&reader, news));
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
    let thread = queries::thread(&app.db, &viewer, id).await?;
    let known = since.revision(thread.revision);
    let changes = queries::changes_since(&app.db, &thread, known).await?;
    actions::note_read(app.context(), &viewer, &thread, &changes.new).await;
    let page = present::frame(&thread, &changes, shell::theme(headers), |frame| {
        views::conversations::frame(&shell::reader(&app, headers), frame)
    });
    let mut response = page.into_response();
    response.extensions_mut().insert(Framed);
    Ok(response)
}

/// `POST /listings/{id}/contact`
#[handler]
pub async fn contact(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ListingId>,
) -> Result<Response> {
    let opened = opening::open_conversation(app.context(), &viewer, id)
        .await?
        .into_inner();
    if !htmx::asks(headers) {
        return Ok(see_other(urls::conversation(opened.id.0)));
    }
    let thread = queries::thread(&app.db, &viewer, opened.id).await?;
    let messages = messages::read(&app.db, &thread, Part::Last, PAGE_SIZE).await?;
    actions::note_read(app.context(), &viewer, &thread, &messages).await;
    let shown = Shown {
        thread: &thread,
        messages: &messages,
        first_unread: messages::first_unread(&app.db, &thread, &messages).await?,
        composing: &Composing::go_on(&thread.draft)?,
        reply_time: reply_time(&app, &thread).await?,
        presence: presence::told(&app, headers, &viewer, thread.other.id).await?,
    };
    let reader = shell::reader(&app, headers);
    let panel = present::thread(&shown, |view| views::conversations::panel(&reader, view));
    with_unread_count(&app, &viewer, headers, panel).await
}

async fn thread_page(
    app: &App,
    headers: &HeaderMap,
    viewer: &Viewer,
    thread: &Thread,
    place: &Place,
    composing: &Composing,
) -> Result<Markup> {
    let messages = messages::read(&app.db, thread, place.part(), PAGE_SIZE).await?;
    let first_unread = match place.first_unread() {
        Some(first) => Some(first),
        None => messages::first_unread(&app.db, thread, &messages).await?,
    };
    actions::note_read(app.context(), viewer, thread, &messages).await;
    // The frame comes after: its count of unread messages no longer has these.
    let shell = Shell::of(app, headers).await?;
    let shown = Shown {
        thread,
        messages: &messages,
        first_unread,
        composing,
        reply_time: reply_time(app, thread).await?,
        presence: presence::told(app, headers, viewer, thread.other.id).await?,
    };
    let beside = if shell.wide {
        Some(inbox_from(app, viewer, None).await?)
    } else {
        None
    };
    let shell = shell.section(Section::Messages);
    Ok(present::thread(&shown, |view| match &beside {
        Some(listed) => present::inbox(listed, viewer, Some(thread.id), |inbox| {
            views::conversations::page(&shell, view, Some(inbox))
        }),
        None => views::conversations::page(&shell, view, None),
    }))
}

/// How soon the other side answers, if that is the owner.
async fn reply_time(app: &App, thread: &Thread) -> Result<Option<ReplyTime>> {
    if !thread.is_renter {
        return Ok(None);
    }
    let median = app.live.answers_within(thread.other.id, app.clock.now()).await?;
    Ok(Some(ReplyTime { median }))
}
