//! The API's errors: problem details (RFC 9457). `middleware::render_errors` sends them.

use poem::Error;
use poem::http::StatusCode;
use poem_openapi::registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object};

use crate::error::AppError;

/// An error (RFC 9457).
#[derive(Debug, Object)]
pub struct Problem {
    /// `about:blank` where the status says everything; `urn:porchlight:validation-failed` with `errors`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The standard name of the status, such as `Not Found`; `Validation Failed` for 422.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// Every field that is not valid; with 422 only.
    #[oai(skip_serializing_if_is_none)]
    pub errors: Option<Vec<FieldProblem>>,
}

impl Problem {
    /// A problem with the standard title of its status.
    pub fn new(status: StatusCode, detail: String, errors: Vec<FieldProblem>) -> Self {
        let is_validation = status == StatusCode::UNPROCESSABLE_ENTITY;
        let (kind, title) = if is_validation {
            ("urn:porchlight:validation-failed", "Validation Failed")
        } else {
            ("about:blank", status.canonical_reason().unwrap_or("Error"))
        };
        Self {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            errors: Some(errors).filter(|errors| !errors.is_empty()),
        }
    }
}

/// The detail of a status, where the error has none of its own.
pub fn detail_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "The request is malformed.",
        401 => "Authentication is required: a session cookie, or `Authorization: Bearer <token>`.",
        403 => "A page of another origin sent the request.",
        404 => "The resource does not exist, or is not visible to the caller.",
        405 => "The path does not support this method; `Allow` lists those that it does.",
        408 => "The body did not arrive in time.",
        409 => "The request conflicts with stored data.",
        413 => "The body is too large.",
        415 => "The operation does not accept this content type.",
        422 => "One or more fields are not valid.",
        429 => "Too many requests; `Retry-After` says when to retry.",
        503 => "The server is temporarily unavailable; a retry is safe.",
        507 => "The server has no storage left for files.",
        _ => "An internal error occurred.",
    }
}

/// A field that is not valid.
#[derive(Debug, Object)]
pub struct FieldProblem {
    /// The name of the field in the request; empty for the body as a whole.
    pub field: String,
    /// What is wrong with its value.
    pub message: String,
}

/// The error of any operation. It documents the statuses; `middleware::render_errors` renders the error inside.
#[derive(Debug)]
pub struct ApiError(Error);

impl<E: Into<AppError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(Error::from(error.into()))
    }
}

impl ApiError {
    /// Wraps an error of reading the request, such as an incomplete body.
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
    (400, "The body is not JSON, or the request is malformed"),
    (401, "Not authenticated, or wrong credentials"),
    (403, "Sent by a page of another origin"),
    (404, "Not found, or not visible to you"),
    (408, "The body did not arrive in time"),
    (409, "Conflicts with stored data"),
    (413, "The body is larger than 64 KiB (uploads have limits of their own)"),
    (415, "Unsupported content type"),
    (
        422,
        "A field or parameter is missing, has a wrong type, or is not valid",
    ),
    (429, "Too many requests; retry after `Retry-After`"),
    (503, "Temporarily unavailable; a retry is safe"),
    (507, "No storage left for files"),
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
