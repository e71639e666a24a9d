//! Attachments: images and files that are uploaded, sent with a message, and served to both participants.

use poem::http::Method;
use poem::{Request, Route};

use crate::http::response::methods::{get, post};

pub mod actions;
pub mod api;
mod file_types;
mod pages;
pub mod props;
pub mod queries;
mod upload;

pub fn mount(route: Route) -> Route {
    route
        .at("/messages/:id/files", get(pages::index).post(pages::create))
        .at("/messages/:id/attachments", post(pages::upload))
        .at("/attachments/:id", get(pages::file))
        .at("/attachments/:id/removal", post(pages::remove))
        .at("/attachments/:id/:name", get(pages::image))
}

/// Whether a request uploads attachments. Such requests have a larger size limit and a longer timeout.
pub fn is_upload(request: &Request) -> bool {
    let path = request.original_uri().path();
    let conversation = path.strip_prefix("/messages/").and_then(|rest| {
        rest.strip_suffix("/files")
            .or_else(|| rest.strip_suffix("/attachments"))
    });
    let is_form = conversation.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    *request.method() == Method::POST && (is_form || path == "/api/attachments")
}
