//! The options of a message: the page or sheet that shows them, and the requests to edit, unsend, react and quote.

use maud::Markup;
use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use views::{Section, urls};

use super::actions;
use super::input::{EditInput, ReactionInput};
use super::props::{self, MessageDetail};
use super::versions::MessageVersions;
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
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
) -> Result<Markup> {
    let message = ThreadMessage::load(&app, &viewer, id, message_id).await?;
    Ok(message.options(&app, headers, None, None).await?)
}

/// `GET /messages/{id}/{message}/quote`: the quote in the composer, for a reply
#[handler]
pub async fn quote(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
) -> Result<Response> {
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::reply(id.0, message_id.0)));
    }
    let message = ThreadMessage::load(&app, &viewer, id, message_id).await?;
    let quote = quote_props(&message.thread, &message.row);
    Ok(views::conversations::quote_update(preferred_language::translator(headers), &quote).into_response())
}

/// `POST /messages/{id}/{message}`: edits the text
#[handler]
pub async fn edit(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
    Form(input): Form<EditInput>,
) -> Result<Response> {
    let message = ThreadMessage::load(&app, &viewer, id, message_id).await?;
    let edited = actions::edit_message(app.context(), &viewer, message_id, &input).await;
    message
        .respond(&app, headers, edited.map(drop), Some(&input.text))
        .await
}

/// `POST /messages/{id}/{message}/removal`
#[handler]
pub async fn unsend(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
) -> Result<Response> {
    let message = ThreadMessage::load(&app, &viewer, id, message_id).await?;
    let unsent = actions::unsend_message(app.context(), &viewer, message_id).await;
    message.respond(&app, headers, unsent.map(drop), None).await
}

/// `POST /messages/{id}/{message}/reaction`
#[handler]
pub async fn react(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
    Form(input): Form<ReactionInput>,
) -> Result<Response> {
    let message = ThreadMessage::load(&app, &viewer, id, message_id).await?;
    let reacted = actions::react(app.context(), &viewer, message_id, &input).await;
    message.respond(&app, headers, reacted.map(drop), None).await
}

/// A message with its thread.
struct ThreadMessage {
    thread: Thread,
    row: message::Model,
    messages: MessagePageDetails,
}

impl ThreadMessage {
    async fn load(app: &App, viewer: &Viewer, id: ConversationId, message_id: MessageId) -> Result<Self, AppError> {
        let thread = thread::find(&app.db, viewer, id).await?;
        let (row, messages) = messages::find_message(&app.db, &thread, message_id).await?;
        Ok(Self { thread, row, messages })
    }

    /// Renders the options: a sheet for htmx, else a page.
    async fn options(
        &self,
        app: &App,
        headers: &HeaderMap,
        input: Option<&str>,
        error: Option<&str>,
    ) -> Result<Markup, AppError> {
        let detail = MessageDetail {
            thread: &self.thread,
            row: &self.row,
            messages: &self.messages,
            versions: &MessageVersions::load(&app.db, &self.messages.rows).await?,
            input,
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

    /// The response to a change. On success it redirects to the message; for htmx, the empty response closes the
    /// sheet and the event `nudge` makes the page poll. Rejected input is shown again with the reason.
    async fn respond(
        &self,
        app: &App,
        headers: &HeaderMap,
        result: Result<(), AppError>,
        input: Option<&str>,
    ) -> Result<Response> {
        let Err(error) = result else {
            if htmx::is_htmx(headers) {
                return Ok("".with_header("hx-trigger", "nudge").into_response());
            }
            return Ok(see_other(urls::message(self.thread.id.0, self.row.id.0)));
        };
        let rejection = FormError::from_error(error, preferred_language::translator(headers))?;
        let options = self.options(app, headers, input, Some(&rejection.message)).await?;
        Ok(rejected(options, rejection.status, rejection.wait))
    }
}
