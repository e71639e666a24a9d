//! The JSON API as one service, its description, and that description as a page.
//!
//! The operations live with their features, in each feature's `api.rs`.

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

/// Where every operation lives.
const PREFIX: &str = "/api";

type Operations = (
    AccountsApi,
    ListingsApi,
    PhotosApi,
    CommentsApi,
    ConversationsApi,
    AttachmentsApi,
);

/// Adds the operations, their description and its page.
pub fn mount(route: Route) -> Route {
    route
        .at(urls::OPENAPI, get(specification))
        .at(urls::API_DOCS, get(docs::show))
        .nest(PREFIX, service().around(say_what_is_allowed))
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

/// The description of the API, as OpenAPI 3 in JSON.
static SPECIFICATION: LazyLock<String> = LazyLock::new(|| service().spec());

/// The same, to be looked into.
static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&SPECIFICATION).unwrap_or_default());

/// `GET /api/openapi.json`
#[handler]
fn specification() -> Response {
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=300")
        .body(SPECIFICATION.as_str())
}

/// poem-openapi refuses a method without saying which would do; the description knows.
async fn say_what_is_allowed<E: Endpoint>(endpoint: Arc<E>, request: Request) -> Result<E::Output> {
    let path = request.original_uri().path().to_owned();
    endpoint.call(request).await.map_err(|error| {
        if error.is::<MethodNotAllowedError>() {
            Allow::refusal(methods_of(&path))
        } else {
            error
        }
    })
}

fn methods_of(path: &str) -> Vec<Method> {
    let is_this = |template: &str| {
        let mut parts = template.split('/').zip(path.split('/'));
        template.split('/').count() == path.split('/').count()
            && parts.all(|(template, part)| template == part || template.starts_with('{'))
    };
    let paths = DESCRIPTION["paths"].as_object().into_iter().flatten();
    paths
        .filter(|(template, _)| is_this(template))
        .filter_map(|(_, operations)| operations.as_object())
        .flat_map(|operations| operations.keys())
        .filter_map(|method| method.to_uppercase().parse().ok())
        .collect()
}
