//! Listings: homes that owners offer. Search, pages, editing, and who may see them.

use poem::Route;

use crate::http::response::methods::{get, post};

pub mod actions;
pub mod api;
mod api_types;
pub mod count_cache;
mod currency;
pub mod filter;
pub mod input;
pub mod pages;
pub mod props;
pub mod queries;
mod quota;
pub mod reply_time;
pub mod visibility;

pub fn mount(route: Route) -> Route {
    route
        .at("/", get(pages::index))
        .at("/listings", post(pages::create))
        .at("/listings/new", get(pages::new))
        .at("/listings/:id", get(pages::show).post(pages::update))
        .at("/listings/:id/edit", get(pages::edit))
        .at("/listings/:id/status", post(pages::change_status))
        .at("/my/listings", get(pages::my_listings))
}
