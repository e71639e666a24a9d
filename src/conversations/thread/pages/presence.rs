//! The presence of the other participant.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::conversations::PresenceStatus;
use views::urls;

use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::thread::props;
use crate::entities::{ConversationId, UserId};
use crate::http::request::forms::Query;
use crate::http::request::htmx;
use crate::http::response::respond::see_other;
use crate::web::shell;

/// The status that the page shows already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ShownQuery {
    shown: String,
}

/// `GET /messages/{id}/presence?shown=now`, polled by the presence line
#[handler]
pub async fn show(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ConversationId>,
    Query(ShownQuery { shown }): Query<ShownQuery>,
) -> Result<Response> {
    let state = app.revisions.conversation(viewer.id, id).await?;
    if htmx::is_navigation(headers) {
        return Ok(see_other(urls::conversation(id.0)));
    }
    let presence = presence_status(&app, &viewer, state.other(viewer.id)).await?;
    if shown == PresenceStatus::as_str(presence) {
        return Ok(htmx::no_content());
    }
    let t = shell::locale(&app, headers).t;
    Ok(views::conversations::presence(t, id.0, presence).into_response())
}

/// The presence of the other participant, as far as the settings of both people allow.
pub async fn presence_status(app: &App, viewer: &Viewer, other: UserId) -> Result<Option<PresenceStatus>> {
    let seen_at = app.presence.last_seen(viewer.id, other).await?;
    Ok(seen_at.and_then(|at| props::presence(at, app.clock.now())))
}
