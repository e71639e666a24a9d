//! The composer's requests: sending a message, saving a draft.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use views::conversations::composer;
use views::urls;

use super::composer::ComposerState;
use super::input::MessageInput;
use super::{actions, props, saved_draft};
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::thread::pages::{ThreadQuery, thread_page};
use crate::conversations::thread::{self, messages};
use crate::entities::ConversationId;
use crate::http::request::forms::Form;
use crate::http::request::{htmx, preferred_language};
use crate::http::response::form_error::FormError;
use crate::http::response::respond::{rejected, see_other};

/// `POST /messages/{id}`
#[handler]
pub async fn create(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Form(input): Form<MessageInput>,
) -> Result<Response> {
    let sent = actions::send_message(app.context(), &viewer, id, &input).await;
    let (htmx, t) = (htmx::is_htmx(headers), preferred_language::translator(headers));
    if sent.is_ok() && !htmx {
        return Ok(see_other(urls::conversation(id.0)));
    }
    let thread = thread::find(&app.db, &viewer, id).await?;
    let Err(error) = sent else {
        let form = composer(t, &props::composer(&thread, &ComposerState::new()?));
        return Ok(form.with_header("hx-trigger", "message-sent, nudge").into_response());
    };
    let rejection = FormError::from_error(error, t)?;
    let quoted = messages::find_quoted(&app.db, &thread, &input.reply_to).await?;
    let composer_state = ComposerState::rejected(input, quoted, rejection.message, rejection.wait.is_some())?;
    let form = if htmx {
        composer(t, &props::composer(&thread, &composer_state))
    } else {
        thread_page(
            &app,
            headers,
            &viewer,
            &thread,
            &ThreadQuery::default(),
            &composer_state,
        )
        .await?
    };
    Ok(rejected(form, rejection.status, rejection.wait))
}

/// `POST /messages/{id}/draft`, sent by the composer shortly after the last key
#[handler]
pub async fn save_draft(
    app: Data<&App>,
    viewer: Viewer,
    Path(id): Path<ConversationId>,
    Form(input): Form<MessageInput>,
) -> Result<Response> {
    saved_draft::save_draft(app.context(), &viewer, id, &input).await?;
    Ok(htmx::no_content())
}
