//! Conversations: the one thread between a renter and an owner, its messages, and the inbox that lists them.

use poem::Route;

use crate::http::methods::{get, post};

pub mod actions;
pub mod api;
mod archive;
pub mod caution;
pub mod composing;
mod downloads;
pub mod draft;
pub mod export;
pub mod inbox;
pub mod opening;
mod pages;
mod presence;
pub mod present;
pub mod queries;
pub mod receipts;
pub mod unsent;

/// Adds the pages of conversations.
pub fn mount(route: Route) -> Route {
    route
        .at("/messages", get(pages::index))
        .at("/messages/updates", get(pages::inbox_updates))
        .at("/messages/:id<\\d+>", get(pages::show).post(pages::create))
        .at("/messages/:id<\\d+>/draft", post(pages::keep_draft))
        .at("/messages/:id<\\d+>/updates", get(pages::updates))
        .at("/messages/:id<\\d+>/earlier", get(pages::earlier))
        .at("/messages/:id<\\d+>/frame", get(pages::frame))
        .at("/messages/:id<\\d+>/presence", get(presence::show))
        .at("/messages/:id<\\d+>/export", get(downloads::show))
        .at("/messages/:id<\\d+>/export.zip", get(downloads::archive))
        .at("/listings/:id<\\d+>/contact", post(pages::contact))
}
