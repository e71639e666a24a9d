//! Comments: public questions and answers under a listing.

use poem::Route;

use crate::http::response::methods::{get, post};

pub mod actions;
pub mod api;
pub mod input;
pub mod pages;
pub mod props;
pub mod queries;

/// The routes that page, post and remove comments. The listing's page shows the newest ones.
pub fn mount(route: Route) -> Route {
    route
        .at("/listings/:id/comments", get(pages::older).post(pages::create))
        .at("/comments/:id/removal", post(pages::remove))
}
