//! Mounts every feature, and shows the middleware in the order a request passes it.

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
use crate::http::request::{forms, multipart};
use crate::http::response::assets;
use crate::http::response::methods::get;
use crate::web::poll_fast_path::PollFastPath;
use crate::web::{feeds, gallery, websocket};
use crate::{accounts, api, comments, listings, photos};

/// The whole site as one endpoint.
pub fn endpoint(app: App) -> BoxEndpoint<'static> {
    let frame = Arc::new(app.clone());
    let public_url = app.public_url.clone();
    let https = app.cookies.secure;
    let poll = app.clone();
    // From the inside out: what is written last sees a request first.
    let site = routes()
        .around(move |endpoint, request| admit(endpoint, public_url.clone(), request))
        .with(AddData::new(app))
        .around(move |endpoint, request| render_errors::render_errors(endpoint, frame.clone(), request))
        .around(compression::compress)
        .around(move |endpoint, request| security_headers::add_security_headers(endpoint, https, request))
        .around(request_log::log)
        .into_endpoint()
        .map_to_response()
        .boxed();
    PollFastPath::new(site, poll).boxed()
}

/// What a request has to be like before a handler sees it. One layer: what a layer remembers of a request while it waits
/// is copied once for each layer around it.
async fn admit<E: Endpoint>(endpoint: Arc<E>, public_url: Arc<Url>, mut request: Request) -> Result<E::Output> {
    csrf::check(&request, &public_url)?;
    forms::check_query(&request)?;
    let upload = takes_files(&request);
    body_limit::limit(&mut request, upload).await?;
    endpoint.call(request).await
}

fn takes_files(request: &Request) -> bool {
    photos::takes_files(request) || attachments::takes_files(request)
}

/// How long a request may take: files take their time, within limits of their own.
pub fn timeout(request: &Request) -> Duration {
    if takes_files(request) {
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

/// `GET /healthz`: whether the process lives.
#[handler]
fn health() -> &'static str {
    "ok"
}

/// `GET /readyz`: whether the database answers.
#[handler]
async fn readiness(app: Data<&App>) -> Response {
    if app.db.is_ready().await {
        Response::builder().body("ok")
    } else {
        Response::builder()
            .status(StatusCode::SERVICE_UNAVAILABLE)
            .body("the database does not answer")
    }
}
