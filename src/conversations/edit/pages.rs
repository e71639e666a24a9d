//! MessageDetail message: what can be done with it, and doing it.

use maud::Markup;
use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use views::{Section, urls};

use super::actions;
use super::input::{EditInput, ReactionInput};
use super::props::{self, MessageDetail};
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::send::props::quote as quote_props;
use crate::conversations::thread::messages::{self, MessagePageDetails};
use crate::conversations::thread::{self, Thread};
use crate::entities::{ConversationId, MessageId, message};
use crate::error::AppError;
use crate::http::request::forms::Form;
use crate::http::request::{htmx, preferred_language};
use crate::http::response::form_error::FormError;
use crate::http::response::respond::{rejected, see_other};
use crate::web::shell::{self, Shell};

/// `GET /messages/{id}/{message}`
#[handler]
pub async fn show(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(place): Path<(ConversationId, MessageId)>,
) -> Result<Markup> {
    let found = Found::of(&app, &viewer, place).await?;
    Ok(found.options(&app, headers, None, None).await?)
}

/// `GET /messages/{id}/{message}/quote`: the message in the form, about to be answered
#[handler]
pub async fn quote(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(place): Path<(ConversationId, MessageId)>,
) -> Result<Response> {
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::reply(place.0.0, place.1.0)));
    }
    let found = Found::of(&app, &viewer, place).await?;
    let quote = quote_props(&found.thread, &found.row);
    Ok(views::conversations::quote_update(preferred_language::translator(headers), &quote).into_response())
}

/// `POST /messages/{id}/{message}`: another text
#[handler]
pub async fn edit(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(place): Path<(ConversationId, MessageId)>,
    Form(draft): Form<EditInput>,
) -> Result<Response> {
    let found = Found::of(&app, &viewer, place).await?;
    let edited = actions::edit_message(app.context(), &viewer, place.1, &draft).await;
    found.answer(&app, headers, edited.map(drop), Some(&draft.text)).await
}

/// `POST /messages/{id}/{message}/removal`
#[handler]
pub async fn unsend(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(place): Path<(ConversationId, MessageId)>,
) -> Result<Response> {
    let found = Found::of(&app, &viewer, place).await?;
    let unsent = actions::unsend_message(app.context(), &viewer, place.1).await;
    found.answer(&app, headers, unsent.map(drop), None).await
}

/// `POST /messages/{id}/{message}/reaction`
#[handler]
pub async fn react(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(place): Path<(ConversationId, MessageId)>,
    Form(draft): Form<ReactionInput>,
) -> Result<Response> {
    let found = Found::of(&app, &viewer, place).await?;
    let reacted = actions::react(app.context(), &viewer, place.1, &draft).await;
    found.answer(&app, headers, reacted.map(drop), None).await
}

/// A message of one of the viewer's conversations.
struct Found {
    thread: Thread,
    row: message::Model,
    messages: MessagePageDetails,
}

impl Found {
    async fn of(app: &App, viewer: &Viewer, (id, message): (ConversationId, MessageId)) -> Result<Self, AppError> {
        let thread = thread::find(&app.db, viewer, id).await?;
        let (row, messages) = messages::find_message(&app.db, &thread, message).await?;
        Ok(Self { thread, row, messages })
    }

    /// A page; a sheet for htmx.
    async fn options(
        &self,
        app: &App,
        headers: &HeaderMap,
        draft: Option<&str>,
        error: Option<&str>,
    ) -> Result<Markup, AppError> {
        let detail = MessageDetail {
            thread: &self.thread,
            row: &self.row,
            messages: &self.messages,
            earlier: &messages::message_versions(&app.db, &self.messages.rows).await?,
            draft,
            error,
        };
        let now = app.clock.now();
        if htmx::is_htmx(headers) {
            let locale = shell::locale(app, headers);
            return Ok(views::conversations::options(&locale, &props::options(&detail, now)));
        }
        let shell = Shell::load(app, headers).await?;
        let shell = shell.section(Section::Messages);
        Ok(views::conversations::options_page(
            &shell,
            &props::options(&detail, now),
        ))
    }

    /// Back to the conversation; for htmx the sheet closes, and the page asks what changed. What was refused is shown
    /// with what was typed.
    async fn answer(
        &self,
        app: &App,
        headers: &HeaderMap,
        done: Result<(), AppError>,
        draft: Option<&str>,
    ) -> Result<Response> {
        let Err(error) = done else {
            if htmx::is_htmx(headers) {
                return Ok("".with_header("hx-trigger", "nudge").into_response());
            }
            return Ok(see_other(urls::message(self.thread.id.0, self.row.id.0)));
        };
        let refusal = FormError::from_error(error, preferred_language::translator(headers))?;
        let again = self.options(app, headers, draft, Some(&refusal.message)).await?;
        Ok(rejected(again, refusal.status, refusal.wait))
    }
}
