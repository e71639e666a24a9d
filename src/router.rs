//! Mounts every feature, and shows the middleware in the order a request passes it.

use std::sync::{Arc, LazyLock};

use poem::endpoint::BoxEndpoint;
use poem::http::{StatusCode, header};
use poem::middleware::AddData;
use poem::web::Data;
use poem::{EndpointExt, IntoEndpoint, Response, Route, get, handler};
use poem_openapi::OpenApiService;

use views::urls;

use crate::accounts::api::AccountsApi;
use crate::app::App;
use crate::comments::api::CommentsApi;
use crate::conversations::api::ConversationsApi;
use crate::http::{assets, body, compress, errors, headers, observe, origin};
use crate::listings::api::ListingsApi;
use crate::{accounts, api_docs, comments, conversations, listings};

/// The whole site as one endpoint.
pub fn endpoint(app: App) -> BoxEndpoint<'static> {
    let frame = Arc::new(app.clone());
    let public_url = app.public_url.clone();
    let https = app.cookie.secure;
    // From the inside out: what is written last sees a request first.
    routes()
        .around(body::limit)
        .around(move |endpoint, request| origin::check(endpoint, public_url.clone(), request))
        .with(AddData::new(app))
        .around(move |endpoint, request| errors::dress(endpoint, frame.clone(), request))
        .around(compress::compress)
        .around(move |endpoint, request| headers::secure(endpoint, https, request))
        .around(observe::log)
        .into_endpoint()
        .boxed()
}

fn routes() -> Route {
    let features = [accounts::mount, listings::mount, comments::mount, conversations::mount];
    features
        .into_iter()
        .fold(Route::new(), |route, mount| mount(route))
        .at(urls::OPENAPI, get(specification))
        .at(urls::API_DOCS, get(api_docs::show))
        .nest("/api", api())
        .at("/assets/:name", get(assets::show))
        .at("/healthz", get(health))
        .at("/readyz", get(readiness))
}

/// The JSON API as one service, which also knows its own description.
fn api() -> OpenApiService<Apis, ()> {
    OpenApiService::new(
        (AccountsApi, ListingsApi, CommentsApi, ConversationsApi),
        "Porchlight",
        env!("CARGO_PKG_VERSION"),
    )
    .description("Owners list homes, renters ask about them. The same rules as on the pages, for programs.")
    .url_prefix("/api")
}

type Apis = (AccountsApi, ListingsApi, CommentsApi, ConversationsApi);

/// The description of the API, as OpenAPI 3 in JSON.
pub static SPECIFICATION: LazyLock<String> = LazyLock::new(|| api().spec());

/// `GET /api/openapi.json`
#[handler]
fn specification() -> Response {
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=300")
        .body(SPECIFICATION.as_str())
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
