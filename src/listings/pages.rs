//! The pages of listings: search, one listing, the owner's forms, and the owner's listings.

use poem::web::{Data, Path};
use poem::{Response, Result, handler};
use serde::Deserialize;
use views::listings::{FormView, Results};
use views::reply_time::ReplyTime;
use views::{Markup, Section, urls};

use super::filter::FilterInput;
use super::input::ListingInput;
use super::queries::{self, ListingForViewer};
use super::{actions, props};
use crate::accounts::props::errors;
use crate::accounts::{MaybeViewer, Viewer};
use crate::app::App;
use crate::comments;
use crate::comments::input::CommentInput;
use crate::entities::ListingId;
use crate::error::{AppError, FieldErrors};
use crate::http::request::forms::{Form, Query};
use crate::http::response::respond::{see_other, unprocessable};
use crate::web::shell::Shell;
use crate::{conversations, photos};

/// `GET /`
#[handler]
pub async fn index(app: Data<&App>, shell: Shell, Query(input): Query<FilterInput>) -> Result<Markup> {
    let (filter, problems) = input.parse();
    let found = queries::search(&app.db, &app.listing_counts, &filter).await?;
    let (prev, next) = props::page_links(&input, &filter, &found);
    let results = Results {
        filter: props::filter(&input),
        cards: found.listings.iter().map(|row| props::card(&row.listing)).collect(),
        total: found.total,
        page: found.page,
        pages: found.pages,
        prev,
        next,
        errors: errors(&problems, shell.t()),
    };
    Ok(views::listings::index(&shell.section(Section::Browse), &results))
}

/// `GET /listings/{id}`
#[handler]
pub async fn show(
    app: Data<&App>,
    shell: Shell,
    MaybeViewer(viewer): MaybeViewer,
    Path(id): Path<ListingId>,
) -> Result<Markup> {
    page(&app, &shell, viewer.as_ref(), id, &CommentInput::default()).await
}

/// The page of a listing. `input` fills the comment form.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer may not see the listing.
pub async fn page(
    app: &App,
    shell: &Shell,
    viewer: Option<&Viewer>,
    id: ListingId,
    input: &CommentInput,
) -> Result<Markup> {
    let ListingForViewer { listing, conversation } = queries::listing_for_viewer(&app.db, viewer, id).await?;
    let comments = comments::queries::comments_with_authors(&app.db, id).await?;
    let comments = comments::props::comments(&comments, &listing.listing, viewer, input);
    let rows = photos::queries::photos(&app.db, id).await?;
    let photos: Vec<_> = rows.iter().map(photos::props::photo).collect();
    let linked_data = props::linked_data(&listing, &photos, app.origin());
    let contact = props::contact(&listing, viewer, conversation);
    let reply_time = ReplyTime {
        median: app.reply_times.median(listing.owner.id, app.clock.now()).await?,
    };
    let details = props::details(&listing, photos, contact, reply_time, &linked_data, comments);
    Ok(views::listings::page(&shell.section(Section::Browse), &details))
}

/// `GET /listings/new`
#[handler]
pub async fn new(shell: Shell, _viewer: Viewer) -> Markup {
    form(&shell, None, &ListingInput::default(), &FieldErrors::default())
}

/// `?next=`: the page after saving, `photos` or else the listing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AfterSaveQuery {
    next: String,
}

impl AfterSaveQuery {
    fn url(&self, id: ListingId) -> String {
        match self.next.as_str() {
            "photos" => urls::listing_photos(id.0),
            _ => urls::listing(id.0),
        }
    }
}

/// `POST /listings`
#[handler]
pub async fn create(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Query(next): Query<AfterSaveQuery>,
    Form(input): Form<ListingInput>,
) -> Result<Response> {
    match actions::create_listing(app.context(), &viewer, &input).await {
        Ok(listing) => Ok(see_other(next.url(listing.id))),
        Err(AppError::Invalid(problems)) => Ok(unprocessable(form(&shell, None, &input, &problems))),
        Err(other) => Err(other.into()),
    }
}

/// `GET /listings/{id}/edit`
#[handler]
pub async fn edit(app: Data<&App>, shell: Shell, viewer: Viewer, Path(id): Path<ListingId>) -> Result<Markup> {
    let listing = queries::own_listing(&app.db, &viewer, id).await?;
    Ok(form(
        &shell,
        Some(id),
        &ListingInput::from(&listing),
        &FieldErrors::default(),
    ))
}

/// `POST /listings/{id}`
#[handler]
pub async fn update(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Path(id): Path<ListingId>,
    Query(next): Query<AfterSaveQuery>,
    Form(input): Form<ListingInput>,
) -> Result<Response> {
    match actions::update_listing(app.context(), &viewer, id, &input).await {
        Ok(listing) => Ok(see_other(next.url(listing.id))),
        Err(AppError::Invalid(problems)) => Ok(unprocessable(form(&shell, Some(id), &input, &problems))),
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatusInput {
    status: String,
}

/// `POST /listings/{id}/status`
#[handler]
pub async fn change_status(
    app: Data<&App>,
    viewer: Viewer,
    Path(id): Path<ListingId>,
    Form(StatusInput { status }): Form<StatusInput>,
) -> Result<Response> {
    actions::change_status(app.context(), &viewer, id, &status).await?;
    Ok(see_other(urls::MY_LISTINGS))
}

/// `GET /my/listings`
#[handler]
pub async fn my_listings(app: Data<&App>, shell: Shell, viewer: Viewer) -> Result<Markup> {
    let listings = queries::own_listings(&app.db, &viewer).await?;
    let enquiries = conversations::inbox::query::enquiries(&app.db, &viewer).await?;
    let mine = props::mine(&listings, &enquiries);
    Ok(views::listings::mine(&shell.section(Section::MyListings), &mine))
}

fn form(shell: &Shell, id: Option<ListingId>, input: &ListingInput, problems: &FieldErrors) -> Markup {
    let view = FormView {
        id: id.map(|id| id.0),
        values: props::values(input),
        errors: errors(problems, shell.t()),
    };
    views::listings::form(&shell.section(Section::MyListings), &view)
}
