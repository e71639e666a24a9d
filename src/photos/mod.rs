//! Photos of listings: upload, order, descriptions, removal, and delivery to viewers who may see the listing.

use poem::http::Method;
use poem::{Request, Route};

use crate::http::response::methods::{get, post};

pub mod actions;
pub mod api;
pub mod pages;
pub mod props;
pub mod queries;
mod upload;

pub fn mount(route: Route) -> Route {
    route
        .at("/listings/:id/photos", get(pages::index).post(pages::create))
        .at("/photos/:id", post(pages::describe))
        .at("/photos/:id/place", post(pages::arrange))
        .at("/photos/:id/removal", post(pages::remove))
        .at("/photos/:id/:name", get(pages::show))
}

/// Whether a request uploads photos. Such requests have a larger size limit and a longer timeout.
pub fn is_upload(request: &Request) -> bool {
    let path = request.original_uri().path();
    let path = path.strip_prefix("/api").unwrap_or(path);
    let listing = path
        .strip_prefix("/listings/")
        .and_then(|rest| rest.strip_suffix("/photos"));
    *request.method() == Method::POST
        && listing.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}
