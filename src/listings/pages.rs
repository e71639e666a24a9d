//! The pages of listings: browsing, one listing, the owner's forms and the owner's overview.

use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::listings::{FormView, Results};
use views::reply_time::ReplyTime;
use views::{Markup, Section, urls};

use super::filter::FilterDraft;
use super::input::ListingDraft;
use super::queries::{self, Visit};
use super::{actions, props};
use crate::accounts::props::errors;
use crate::accounts::{MaybeViewer, Viewer};
use crate::app::App;
use crate::comments::input::CommentDraft;
use crate::entities::ListingId;
use crate::error::{AppError, FieldErrors};
use crate::http::request::forms::{Form, Query};
use crate::http::response::respond::{see_other, unprocessable};
use crate::web::shell::Shell;
use crate::{conversations, photos};

/// `GET /`
#[handler]
pub async fn index(app: Data<&App>, shell: Shell, Query(draft): Query<FilterDraft>) -> Result<Markup> {
    let (filter, problems) = draft.parse();
    let found = queries::search(&app.db, &app.listing_counts, &filter).await?;
    let cards: Vec<_> = found.offers.iter().map(|offer| props::card(&offer.listing)).collect();
    let (prev, next) = props::neighbours(&draft, &filter, &found);
    let results = Results {
        filter: props::filter(&draft),
        cards: &cards,
        total: found.total,
        page: found.page,
        pages: found.pages,
        prev,
        next,
        errors: &errors(&problems, shell.words()),
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
    page(&app, &shell, viewer.as_ref(), id, &CommentDraft::default()).await
}

/// The page of a listing, with a comment that is being written.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer may not see it.
pub async fn page(
    app: &App,
    shell: &Shell,
    viewer: Option<&Viewer>,
    id: ListingId,
    draft: &CommentDraft,
) -> Result<Markup> {
    let Visit { offer, conversation } = queries::visit(&app.db, viewer, id).await?;
    let remarks = crate::comments::queries::remarks(&app.db, id).await?;
    let items = crate::comments::props::items(&remarks, &offer.listing, viewer);
    let comments = crate::comments::props::comments(&offer.listing, viewer, &items, draft);
    let rows = photos::queries::photos(&app.db, id).await?;
    let photos: Vec<_> = rows.iter().map(photos::props::photo).collect();
    let linked_data = props::linked_data(&offer, &photos, app.origin());
    let contact = props::contact(&offer, viewer, conversation);
    let reply_time = ReplyTime {
        median: app.reply_times.median(offer.owner.id, app.clock.now()).await?,
    };
    let home = props::home(&offer, &photos, contact, reply_time, &linked_data, comments);
    Ok(views::listings::page(&shell.section(Section::Browse), &home))
}

/// `GET /listings/new`
#[handler]
pub async fn new(shell: Shell, _viewer: Viewer) -> Markup {
    form(&shell, None, &ListingDraft::default(), &FieldErrors::default())
}

/// Where an owner goes who has saved.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Then {
    next: String,
}

impl Then {
    fn place(&self, id: ListingId) -> String {
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
    Query(then): Query<Then>,
    Form(draft): Form<ListingDraft>,
) -> Result<Response> {
    match actions::create_listing(app.context(), &viewer, &draft).await {
        Ok(listing) => Ok(see_other(then.place(listing.id))),
        Err(AppError::Invalid(problems)) => Ok(unprocessable(form(&shell, None, &draft, &problems))),
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
        &ListingDraft::from(&listing),
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
    Query(then): Query<Then>,
    Form(draft): Form<ListingDraft>,
) -> Result<Response> {
    match actions::update_listing(app.context(), &viewer, id, &draft).await {
        Ok(listing) => Ok(see_other(then.place(listing.id))),
        Err(AppError::Invalid(problems)) => Ok(unprocessable(form(&shell, Some(id), &draft, &problems))),
        Err(other) => Err(other.into()),
    }
}

/// The quick change of a listing's status.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatusDraft {
    status: String,
}

/// `POST /listings/{id}/status`
#[handler]
pub async fn change_status(
    app: Data<&App>,
    viewer: Viewer,
    Path(id): Path<ListingId>,
    Form(StatusDraft { status }): Form<StatusDraft>,
) -> Result<Response> {
    actions::change_status(app.context(), &viewer, id, &status).await?;
    Ok(see_other(urls::MY_LISTINGS))
}

/// `GET /my/listings`
#[handler]
pub async fn my_listings(app: Data<&App>, shell: Shell, viewer: Viewer) -> Result<Response> {
    let listings = queries::own_listings(&app.db, &viewer).await?;
    let enquiries = conversations::inbox::query::enquiries(&app.db, &viewer).await?;
    let page = props::mine(&listings, &enquiries, |listings| {
        views::listings::mine(&shell.section(Section::MyListings), listings)
    });
    Ok(page.into_response())
}

fn form(shell: &Shell, id: Option<ListingId>, draft: &ListingDraft, problems: &FieldErrors) -> Markup {
    let view = FormView {
        id: id.map(|id| id.0),
        values: props::values(draft),
        errors: &errors(problems, shell.words()),
    };
    views::listings::form(&shell.section(Section::MyListings), &view)
}
