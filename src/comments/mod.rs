//! Comments: public questions and answers under a listing.

use poem::Route;

use crate::http::response::methods::post;

pub mod actions;
pub mod api;
pub mod input;
pub mod pages;
pub mod props;
pub mod queries;

/// The routes that post and remove comments. The listing's page shows them.
pub fn mount(route: Route) -> Route {
    route
        .at("/listings/:id/comments", post(pages::create))
        .at("/comments/:id/removal", post(pages::remove))
}
