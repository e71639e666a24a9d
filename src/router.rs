//! Mounts the routes of all features, and wraps them in the middleware.

use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::BoxEndpoint;
use poem::http::StatusCode;
use poem::middleware::AddData;
use poem::web::Data;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Request, Response, Result, Route, handler};
use url::Url;

use crate::app::App;
use crate::conversations::{self, attachments};
use crate::http::listener;
use crate::http::middleware::{body_limit, compression, csrf, render_errors, request_log, security_headers};
use crate::http::request::{forms, multipart, prefetch};
use crate::http::response::assets;
use crate::http::response::methods::get;
use crate::web::poll_fast_path::PollFastPath;
use crate::web::{feeds, gallery, websocket};
use crate::{accounts, api, comments, listings, photos};

pub fn endpoint(app: App) -> BoxEndpoint<'static> {
    let error_app = Arc::new(app.clone());
    let public_url = app.public_url.clone();
    let https = app.cookies.secure;
    let poll_app = app.clone();
    // From the inside out: the last middleware gets a request first.
    let site = routes()
        .around(move |endpoint, request| check_request(endpoint, public_url.clone(), request))
        .with(AddData::new(app))
        .around(move |endpoint, request| render_errors::render_errors(endpoint, error_app.clone(), request))
        .around(compression::compress)
        .around(move |endpoint, request| security_headers::add_security_headers(endpoint, https, request))
        .around(request_log::log)
        .into_endpoint()
        .map_to_response()
        .boxed();
    PollFastPath::new(site, poll_app).boxed()
}

/// Checks a request before its handler: CSRF, the query string and the size of the body. Marks HEAD as a prefetch. One
/// layer for all of it: the future of a layer is copied once for each layer around it.
async fn check_request<E: Endpoint>(endpoint: Arc<E>, public_url: Arc<Url>, mut request: Request) -> Result<E::Output> {
    csrf::check(&request, &public_url)?;
    forms::check_query(&request)?;
    prefetch::mark_head(&mut request);
    let upload = is_upload(&request);
    body_limit::limit(&mut request, upload).await?;
    endpoint.call(request).await
}

fn is_upload(request: &Request) -> bool {
    photos::is_upload(request) || attachments::is_upload(request)
}

/// The time limit of a request. An upload has a longer one, and its own minimum rate.
pub fn timeout(request: &Request) -> Duration {
    if is_upload(request) {
        multipart::UPLOAD_TIMEOUT
    } else {
        listener::REQUEST_TIMEOUT
    }
}

fn routes() -> Route {
    let features = [
        accounts::mount,
        listings::mount,
        photos::mount,
        comments::mount,
        conversations::mount,
        feeds::mount,
        gallery::mount,
        websocket::mount,
        api::mount,
    ];
    features
        .into_iter()
        .fold(Route::new(), |route, mount| mount(route))
        .at("/assets/:name", get(assets::show))
        .at("/healthz", get(health))
        .at("/readyz", get(readiness))
}

/// `GET /healthz`: whether the process responds.
#[handler]
fn health() -> &'static str {
    "ok"
}

/// `GET /readyz`: whether the database responds and accepts writes; otherwise 503.
#[handler]
async fn readiness(app: Data<&App>) -> Response {
    if app.db.is_ready().await {
        Response::builder().body("ok")
    } else {
        Response::builder()
            .status(StatusCode::SERVICE_UNAVAILABLE)
            .body("the database does not respond or accept writes")
    }
}
