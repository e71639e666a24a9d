//! Conversations: the thread between one renter and the owner of one listing, its messages, and the inbox that lists
//! the conversations of a person. Each use case has a folder.

use poem::Route;

use crate::http::response::methods::{get, post};

pub mod api;
mod api_types;
pub mod attachments;
pub mod conversation;
pub mod edit;
pub mod export;
pub mod inbox;
mod poll;
pub mod read;
pub mod revisions;
pub mod send;
pub mod start;
pub mod thread;

pub fn mount(route: Route) -> Route {
    let route = route
        .at("/messages", get(inbox::pages::index))
        .at("/messages/updates", get(inbox::pages::updates))
        .at("/messages/:id", get(thread::pages::show).post(send::pages::create))
        .at("/messages/:id/draft", post(send::pages::save_draft))
        .at("/messages/:id/updates", get(thread::pages::updates))
        .at("/messages/:id/earlier", get(thread::pages::older))
        .at("/messages/:id/frame", get(thread::pages::frame))
        .at("/messages/:id/presence", get(thread::pages::presence::show))
        .at("/messages/:id/export", get(export::pages::show))
        .at("/messages/:id/export.zip", get(export::pages::archive))
        .at("/messages/:id/:message", get(edit::pages::show).post(edit::pages::edit))
        .at("/messages/:id/:message/quote", get(edit::pages::quote))
        .at("/messages/:id/:message/removal", post(edit::pages::unsend))
        .at("/messages/:id/:message/reaction", post(edit::pages::react))
        .at("/listings/:id/contact", post(start::pages::contact));
    attachments::mount(route)
}
