//! Pages of older comments, and posting and removing comments by form. The listing's page shows the newest ones.

use poem::http::HeaderMap;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::{ids, urls};

use super::input::CommentInput;
use super::{actions, props, queries};
use crate::accounts::{MaybeViewer, Viewer};
use crate::app::App;
use crate::entities::{CommentId, ListingId};
use crate::error::AppError;
use crate::http::request::forms::{Form, Query};
use crate::http::request::htmx;
use crate::http::response::respond::{see_other, unprocessable};
use crate::listings;
use crate::web::shell::{self, Shell};

/// The comments that a URL names: those before an id. An invalid id is ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BeforeQuery {
    before: String,
}

impl BeforeQuery {
    pub fn comment(&self) -> Option<CommentId> {
        self.before.parse().ok().map(CommentId)
    }
}

/// `GET /listings/{id}/comments?before=57`, requested by the link to older comments. The response replaces the link.
#[handler]
pub async fn older(
    app: Data<&App>,
    headers: &HeaderMap,
    MaybeViewer(viewer): MaybeViewer,
    Path(id): Path<ListingId>,
    Query(query): Query<BeforeQuery>,
) -> Result<Response> {
    let before = query.comment();
    if !htmx::is_htmx(headers) {
        let page = before.map(|before| urls::older_comments(id.0, before.0));
        return Ok(see_other(page.unwrap_or_else(|| comments_of(id))));
    }
    let listing = listings::queries::listing_with_owner(&app.db, viewer.as_ref(), id).await?;
    let page = queries::comment_page(&app.db, id, before, queries::PAGE_SIZE).await?;
    let input = CommentInput::default();
    let comments = props::comments(&page, &listing.listing, viewer.as_ref(), &input);
    Ok(views::comments::older(&shell::locale(&app, headers), &comments).into_response())
}

/// `POST /listings/{id}/comments`
#[handler]
pub async fn create(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Path(id): Path<ListingId>,
    Form(mut input): Form<CommentInput>,
) -> Result<Response> {
    match actions::post_comment(app.context(), &viewer, id, &input.text).await {
        Ok(_) => Ok(see_other(comments_of(id))),
        Err(AppError::Invalid(errors)) => {
            input.error = errors
                .get("text")
                .map(|message| message.translate(shell.t()).into_owned());
            let page = listings::pages::page(&app, &shell, Some(&viewer), id, None, &input).await?;
            Ok(unprocessable(page))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /comments/{id}/removal`
#[handler]
pub async fn remove(app: Data<&App>, viewer: Viewer, Path(id): Path<CommentId>) -> Result<Response> {
    let listing = actions::remove_comment(app.context(), &viewer, id).await?;
    Ok(see_other(comments_of(listing)))
}

fn comments_of(listing: ListingId) -> String {
    format!("{}#{}", urls::listing(listing.0), ids::COMMENTS)
}
