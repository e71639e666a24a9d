//! Posting and removing comments by form; the listing's page shows them.

use poem::web::{Data, Path};
use poem::{Response, Result, handler};
use views::{ids, urls};

use super::actions;
use super::input::CommentInput;
use crate::accounts::Viewer;
use crate::app::App;
use crate::entities::{CommentId, ListingId};
use crate::error::AppError;
use crate::http::request::forms::Form;
use crate::http::response::respond::{see_other, unprocessable};
use crate::listings;
use crate::web::shell::Shell;

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
            let page = listings::pages::page(&app, &shell, Some(&viewer), id, &input).await?;
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
