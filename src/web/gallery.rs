//! The gallery: every component in every state, for developers. Only in the demo and in tests.

use poem::web::Data;
use poem::{Result, Route, handler};
use views::{Markup, Section};

use super::shell::Shell;
use crate::app::App;
use crate::error::AppError;
use crate::http::response::methods::get;

pub fn mount(route: Route) -> Route {
    route.at("/_gallery", get(show))
}

/// `GET /_gallery`
#[handler]
async fn show(app: Data<&App>, shell: Shell) -> Result<Markup> {
    if !app.config.gallery {
        return Err(AppError::NotFound.into());
    }
    Ok(views::gallery::page(&shell.section(Section::Other)))
}
