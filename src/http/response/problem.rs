//! How the API describes its errors; `http::errors` sends them.

use poem::Error;
use poem_openapi::registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object};

use crate::error::AppError;

/// What went wrong (RFC 9457).
#[derive(Debug, Object)]
pub struct Problem {
    /// What happened, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do now.
    pub detail: String,
    /// Every field that cannot be taken as it is; with 422 only.
    #[oai(skip_serializing_if_is_none)]
    pub errors: Option<Vec<FieldProblem>>,
}

/// What is wrong with one field.
#[derive(Debug, Object)]
pub struct FieldProblem {
    /// The field, as it was named in the request.
    pub field: String,
    /// A sentence for whoever filled it in.
    pub message: String,
}

/// An error of any operation: documents the statuses, and hands the error on to be dressed as problem+json.
#[derive(Debug)]
pub struct ApiError(Error);

impl<E: Into<AppError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(Error::from(error.into()))
    }
}

impl ApiError {
    /// An error of the request itself, such as a body that broke off.
    pub fn new(error: Error) -> Self {
        Self(error)
    }
}

impl From<ApiError> for Error {
    fn from(ApiError(error): ApiError) -> Self {
        error
    }
}

const STATUSES: [(u16, &str); 12] = [
    (400, "The request cannot be read"),
    (401, "Not signed in, or the credentials are wrong"),
    (403, "Sent by a page of another origin"),
    (404, "There is none that you may see"),
    (408, "The body took too long to arrive"),
    (409, "It contradicts what is stored"),
    (413, "The body is larger than 64 KiB, uploads aside"),
    (415, "The body is not JSON, or not the kind that the operation takes"),
    (422, "Some fields cannot be taken as they are"),
    (429, "Too often; `Retry-After` says when it will work again"),
    (503, "The site cannot take this just now; a retry is safe"),
    (507, "There is no room for files just now"),
];

impl ApiResponse for ApiError {
    fn meta() -> MetaResponses {
        let responses = STATUSES.map(|(status, description)| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/problem+json",
                schema: Problem::schema_ref(),
            }],
            headers: if matches!(status, 429 | 503) {
                vec![retry_after()]
            } else {
                Vec::new()
            },
        });
        MetaResponses {
            responses: responses.into(),
        }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

fn retry_after() -> MetaHeader {
    MetaHeader {
        name: "Retry-After".to_owned(),
        description: Some("Seconds to wait".to_owned()),
        required: false,
        deprecated: false,
        schema: u64::schema_ref(),
    }
}
