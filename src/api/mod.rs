//! The JSON API: the operations of all features as one service, its OpenAPI document, and that document as a page.
//!
//! The operations are in the `api.rs` of each feature.

use std::sync::{Arc, LazyLock};

use poem::error::MethodNotAllowedError;
use poem::http::{Method, header};
use poem::{Endpoint, EndpointExt, Request, Response, Result, Route, handler};
use poem_openapi::OpenApiService;
use serde_json::Value;
use views::urls;

use crate::accounts::api::AccountsApi;
use crate::comments::api::CommentsApi;
use crate::conversations::api::ConversationsApi;
use crate::conversations::attachments::api::AttachmentsApi;
use crate::http::response::methods::{Allow, get};
use crate::listings::api::ListingsApi;
use crate::photos::api::PhotosApi;

mod docs;

const PREFIX: &str = "/api";

type Operations = (
    AccountsApi,
    ListingsApi,
    PhotosApi,
    CommentsApi,
    ConversationsApi,
    AttachmentsApi,
);

pub fn mount(route: Route) -> Route {
    route
        .at(urls::OPENAPI, get(specification))
        .at(urls::API_DOCS, get(docs::show))
        .nest(PREFIX, service().around(add_allowed_methods))
}

fn service() -> OpenApiService<Operations, ()> {
    let operations = (
        AccountsApi,
        ListingsApi,
        PhotosApi,
        CommentsApi,
        ConversationsApi,
        AttachmentsApi,
    );
    OpenApiService::new(operations, "Porchlight", env!("CARGO_PKG_VERSION"))
        .description("Owners list homes, renters ask about them. The rules of the pages, for programs. Times are RFC 3339 in UTC; money is integer minor units.")
        .url_prefix(PREFIX)
}

/// The OpenAPI 3 document, as JSON text.
static SPECIFICATION: LazyLock<String> = LazyLock::new(|| service().spec());

/// The OpenAPI document, parsed.
static SPECIFICATION_VALUE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&SPECIFICATION).unwrap_or_default());

/// `GET /api/openapi.json`
#[handler]
fn specification() -> Response {
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=300")
        .body(SPECIFICATION.as_str())
}

/// Adds the `Allow` header to a 405 response: poem-openapi does not, so the methods come from the OpenAPI document.
async fn add_allowed_methods<E: Endpoint>(endpoint: Arc<E>, request: Request) -> Result<E::Output> {
    let path = request.original_uri().path().to_owned();
    endpoint.call(request).await.map_err(|error| {
        if error.is::<MethodNotAllowedError>() {
            Allow::method_not_allowed(methods_of(&path))
        } else {
            error
        }
    })
}

fn methods_of(path: &str) -> Vec<Method> {
    let matches_path = |template: &str| {
        let mut segments = template.split('/').zip(path.split('/'));
        template.split('/').count() == path.split('/').count()
            && segments.all(|(template, segment)| template == segment || template.starts_with('{'))
    };
    let paths = SPECIFICATION_VALUE["paths"].as_object().into_iter().flatten();
    paths
        .filter(|(template, _)| matches_path(template))
        .filter_map(|(_, operations)| operations.as_object())
        .flat_map(|operations| operations.keys())
        .filter_map(|method| method.to_uppercase().parse().ok())
        .collect()
}
