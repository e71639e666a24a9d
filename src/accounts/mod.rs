//! Accounts: signing up, in and out, one's profile, and the devices one is signed in on.

use poem::Route;

use crate::http::methods::{get, post};

pub mod actions;
pub mod api;
pub mod draft;
mod extract;
mod pages;
mod passwords;
mod people;
pub mod present;
pub mod queries;
pub mod sessions;

pub use extract::{ApiViewer, MaybeApiViewer, MaybeViewer};
pub use people::{People, Person, people};
pub use sessions::{Sessions, Viewer};

/// Adds the account pages.
pub fn mount(route: Route) -> Route {
    route
        .at("/sign-up", get(pages::new_account).post(pages::create_account))
        .at("/sign-in", get(pages::new_session).post(pages::create_session))
        .at("/sign-out", post(pages::delete_session))
        .at("/settings", get(pages::settings))
        .at("/settings/profile", post(pages::update_profile))
        .at("/settings/appearance", post(pages::update_appearance))
        .at("/settings/language", post(pages::update_language))
        .at("/settings/receipts", post(pages::update_receipts))
        .at("/settings/presence", post(pages::update_presence))
        .at("/settings/password", post(pages::update_password))
        .at("/settings/sessions/:id<\\d+>/end", post(pages::end_session))
}
