//! The pages of listings: search, one listing, the owner's forms, and the owner's listings.

use poem::web::{Data, Path};
use poem::{Response, Result, handler};
use serde::Deserialize;
use views::listings::{FormView, Results};
use views::reply_time::ReplyTime;
use views::ui::FieldError;
use views::{Markup, Section, urls};

use super::filter::{FilterInput, parse_page};
use super::input::ListingInput;
use super::queries::{self, ListingForViewer};
use super::{actions, props};
use crate::accounts::props::errors;
use crate::accounts::{MaybeViewer, Viewer};
use crate::app::App;
use crate::comments;
use crate::comments::input::CommentInput;
use crate::comments::pages::BeforeQuery;
use crate::entities::{CommentId, ListingId};
use crate::error::AppError;
use crate::http::request::forms::{Form, Query};
use crate::http::response::form_error::FormError;
use crate::http::response::respond::{rejected, see_other, unprocessable};
use crate::http::response::status::wait_text;
use crate::rate_limits::NEW_LISTINGS_PER_DAY;
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

/// `GET /listings/{id}?before=57`
#[handler]
pub async fn show(
    app: Data<&App>,
    shell: Shell,
    MaybeViewer(viewer): MaybeViewer,
    Path(id): Path<ListingId>,
    Query(comments): Query<BeforeQuery>,
) -> Result<Markup> {
    let before = comments.comment();
    page(&app, &shell, viewer.as_ref(), id, before, &CommentInput::default()).await
}

/// The page of a listing, with its newest comments or those before a comment. `input` fills the comment form.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer may not see the listing.
pub async fn page(
    app: &App,
    shell: &Shell,
    viewer: Option<&Viewer>,
    id: ListingId,
    before: Option<CommentId>,
    input: &CommentInput,
) -> Result<Markup> {
    let ListingForViewer { listing, conversation } = queries::listing_for_viewer(&app.db, viewer, id).await?;
    let comments = comments::queries::comment_page(&app.db, id, before, comments::queries::PAGE_SIZE).await?;
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
    form(&shell, None, &ListingInput::default(), Vec::new())
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
        Err(AppError::Invalid(problems)) => {
            let problems = errors(&problems, shell.t());
            Ok(unprocessable(form(&shell, None, &input, problems)))
        }
        Err(error) => over_quota(&shell, &input, error),
    }
}

/// The form again, with the reason why the owner may not create a listing.
fn over_quota(shell: &Shell, input: &ListingInput, error: AppError) -> Result<Response> {
    let t = shell.t();
    let over_limit = |wait| t.listings_a_day(NEW_LISTINGS_PER_DAY, wait_text(t, wait));
    let rejection = FormError::from_error_or_limit(error, t, over_limit)?;
    let problem = FieldError {
        field: "",
        message: rejection.message.into(),
    };
    let form = form(shell, None, input, vec![problem]);
    Ok(rejected(form, rejection.status, rejection.wait))
}

/// `GET /listings/{id}/edit`
#[handler]
pub async fn edit(app: Data<&App>, shell: Shell, viewer: Viewer, Path(id): Path<ListingId>) -> Result<Markup> {
    let listing = queries::own_listing(&app.db, &viewer, id).await?;
    Ok(form(&shell, Some(id), &ListingInput::from(&listing), Vec::new()))
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
        Err(AppError::Invalid(problems)) => {
            let problems = errors(&problems, shell.t());
            Ok(unprocessable(form(&shell, Some(id), &input, problems)))
        }
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

/// `?page=`: the number of a page, from 1. An invalid one is the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageQuery {
    page: String,
}

/// `GET /my/listings?page=2`
#[handler]
pub async fn my_listings(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Query(PageQuery { page }): Query<PageQuery>,
) -> Result<Markup> {
    let own = queries::own_listings(&app.db, &viewer, parse_page(&page).unwrap_or(1)).await?;
    let shown = own.listings.iter().map(|listing| listing.id).collect();
    let enquiries = conversations::inbox::query::enquiries(&app.db, &viewer, shown).await?;
    let counts = conversations::inbox::query::enquiry_counts(&app.db, &viewer).await?;
    let mine = props::mine(&own, &enquiries, &counts);
    Ok(views::listings::mine(&shell.section(Section::MyListings), &mine))
}

fn form(shell: &Shell, id: Option<ListingId>, input: &ListingInput, errors: Vec<FieldError>) -> Markup {
    let view = FormView {
        id: id.map(|id| id.0),
        values: props::values(input),
        errors,
    };
    views::listings::form(&shell.section(Section::MyListings), &view)
}
