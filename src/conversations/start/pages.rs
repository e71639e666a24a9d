//! The endpoint of the "Contact Owner" button.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{Response, Result, handler};
use views::urls;

use super::actions;
use crate::accounts::Viewer;
use crate::app::App;
use crate::conversations::poll::with_unread_count;
use crate::conversations::send::composer::ComposerState;
use crate::conversations::thread::messages::{self, PAGE_SIZE};
use crate::conversations::thread::pages::{mark_visible_as_read, thread_view};
use crate::conversations::thread::window::MessageWindow;
use crate::conversations::thread::{self, props};
use crate::entities::ListingId;
use crate::http::request::htmx;
use crate::http::response::respond::see_other;
use crate::web::shell;

/// `POST /listings/{id}/contact`
#[handler]
pub async fn contact(
    app: Data<&App>,
    viewer: Viewer,
    headers: &HeaderMap,
    Path(id): Path<ListingId>,
) -> Result<Response> {
    let opened = actions::start_conversation(app.context(), &viewer, id)
        .await?
        .into_inner();
    if !htmx::is_htmx(headers) {
        return Ok(see_other(urls::conversation(opened.id.0)));
    }
    let thread = thread::find(&app.db, &viewer, opened.id).await?;
    let messages = messages::read(&app.db, &thread, MessageWindow::Newest, PAGE_SIZE).await?;
    mark_visible_as_read(&app, headers, &viewer, &thread, &messages).await;
    let first_unread = messages::first_unread(&app.db, &thread, &messages).await?;
    let composer_state = ComposerState::from_draft(&thread.draft)?;
    let view = thread_view(&app, &viewer, &thread, &messages, first_unread, &composer_state).await?;
    let panel = views::conversations::panel(&shell::locale(&app, headers), &props::thread(&view));
    with_unread_count(&app, &viewer, headers, panel).await
}
