//! Renders errors: a page in the site's frame, a fragment for htmx, problem details for the API.
//!
//! Visitors get a sentence and a reference. The cause is logged once, here, under that reference.

use std::borrow::Cow;
use std::sync::Arc;

use i18n::{LocalizedMessage, Translator};
use maud::Markup;
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Error, IntoResponse, Request, Response, Result};
use poem_openapi::error::{ParseParamError, ParseRequestPayloadError};
use poem_openapi::types::ToJSON;
use views::errors::ErrorProps;
use views::urls;

use super::request_log::RequestId;
use crate::error::{AppError, FieldErrors};
use crate::http::is_api;
use crate::http::request::{htmx, preferred_language};
use crate::http::response::methods::Allow;
use crate::http::response::problem::{FieldProblem, Problem, detail_of};
use crate::http::response::respond::{see_other, whole_seconds};
use crate::http::response::status::{RETRY_UNAVAILABLE, status_of, too_many};

/// Renders error pages in the site's frame, which this folder does not know.
pub trait ErrorPage: Send + Sync + 'static {
    /// The page of an error, for the client that sent these headers.
    fn error_page(&self, headers: &HeaderMap, problem: &ErrorProps<'_>) -> impl Future<Output = Markup> + Send;
}

/// Turns every error of `endpoint` into a response.
pub async fn render_errors<E: Endpoint, F: ErrorPage>(
    endpoint: Arc<E>,
    frame: Arc<F>,
    request: Request,
) -> Result<Response> {
    let info = RequestInfo::from(&request);
    match endpoint.call(request).await {
        Ok(output) => Ok(output.into_response()),
        Err(error) if error.is_from_response() => Ok(error.into_response()),
        // Boxed: nearly all requests end without an error, and their futures should not reserve space for one.
        Err(error) => Ok(Box::pin(info.respond(&error, &*frame)).await),
    }
}

/// The parts of a request that its error response depends on.
struct RequestInfo {
    method: Method,
    path: String,
    headers: HeaderMap,
    id: Option<RequestId>,
}

impl From<&Request> for RequestInfo {
    fn from(request: &Request) -> Self {
        let uri = request.original_uri();
        Self {
            method: request.method().clone(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            headers: request.headers().clone(),
            id: request.data::<RequestId>().cloned(),
        }
    }
}

impl RequestInfo {
    async fn respond<F: ErrorPage>(&self, error: &Error, page: &F) -> Response {
        let is_api = is_api(self.path.split('?').next().unwrap_or_default());
        let t = preferred_language::translator(&self.headers);
        let status = status_of(error);
        log(status, error);
        if !is_api && matches!(error.downcast_ref(), Some(AppError::SignInRequired)) {
            return self.to_sign_in();
        }
        let mut response = if is_api {
            self.problem(status, error)
        } else {
            let (title, detail) = message(status, error, t);
            let props = ErrorProps {
                status: status.as_u16(),
                title: &title,
                detail: &detail,
                reference: self.reference(),
            };
            if htmx::is_htmx(&self.headers) {
                views::errors::fragment(t, &props).into_response()
            } else {
                page.error_page(&self.headers, &props).await.into_response()
            }
        };
        response.set_status(status);
        add_headers(response.headers_mut(), error);
        response
    }

    /// The response of the API: problem details, with a technical `detail`.
    fn problem(&self, status: StatusCode, error: &Error) -> Response {
        let (detail, errors) = self.problem_parts(status, error);
        let mut response = Response::builder()
            .content_type("application/problem+json")
            .body(Problem::new(status, detail, errors).to_json_string());
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }

    fn problem_parts(&self, status: StatusCode, error: &Error) -> (String, Vec<FieldProblem>) {
        let t = Translator::API;
        let standard = || detail_of(status).to_owned();
        if let Some(error) = error.downcast_ref::<ParseParamError>() {
            let problem = FieldProblem {
                field: error.name.to_owned(),
                message: error.reason.clone(),
            };
            return (standard(), vec![problem]);
        }
        if let Some(error) = error.downcast_ref::<ParseRequestPayloadError>() {
            return (format!("The body is not valid JSON: {}.", error.reason), Vec::new());
        }
        match error.downcast_ref::<AppError>() {
            Some(AppError::Rejected(reason) | AppError::Conflict(reason)) => {
                (reason.translate(t).into_owned(), Vec::new())
            }
            Some(AppError::WrongCredentials) => ("The e-mail or the password is wrong.".to_owned(), Vec::new()),
            Some(AppError::Invalid(errors)) => (standard(), field_problems(errors, t, self.naming())),
            _ => (standard(), Vec::new()),
        }
    }

    /// How the response names fields: query parameters are snake_case as in the rules, JSON properties are camelCase.
    fn naming(&self) -> fn(&str) -> String {
        if self.method == Method::GET || self.method == Method::HEAD {
            str::to_owned
        } else {
            camel_case
        }
    }

    fn reference(&self) -> &str {
        self.id.as_ref().map_or("", |id| &id.0)
    }

    /// Redirects a visitor to the sign-in page, with the way back in `next`.
    fn to_sign_in(&self) -> Response {
        if htmx::is_htmx(&self.headers) {
            let next = htmx::current_path(&self.headers);
            return htmx::redirect(StatusCode::UNAUTHORIZED, &urls::sign_in(next.as_deref()));
        }
        let next = if self.method == Method::GET || self.method == Method::HEAD {
            Some(self.path.clone())
        } else {
            self.referring_path()
        };
        see_other(urls::sign_in(next.as_deref()))
    }

    fn referring_path(&self) -> Option<String> {
        let referrer = self.headers.get(header::REFERER)?;
        let referrer = url::Url::parse(str::from_utf8(referrer.as_bytes()).ok()?).ok()?;
        Some(referrer[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
    }
}

fn log(status: StatusCode, error: &Error) {
    if matches!(error.downcast_ref(), Some(AppError::Busy)) {
        tracing::warn!(
            status = status.as_u16(),
            "A request was rejected: too many wait for the same work."
        );
    } else if status.is_server_error() {
        tracing::error!(status = status.as_u16(), cause = %error, "A request failed.");
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        tracing::warn!(status = status.as_u16(), "A request was rejected: over a rate limit.");
    }
}

/// The title and the sentence of a page.
fn message(status: StatusCode, error: &Error, t: Translator) -> (Cow<'static, str>, Cow<'static, str>) {
    let (title, detail) = heading(status, t);
    let detail = match error.downcast_ref::<AppError>() {
        Some(AppError::Rejected(reason) | AppError::Conflict(reason)) => reason.translate(t),
        Some(AppError::WrongCredentials) => t.wrong_credentials(),
        Some(AppError::TooMany(wait)) => too_many(t, *wait),
        _ => detail,
    };
    (title, detail)
}

/// `Retry-After` and `Allow`, where the error has them.
fn add_headers(headers: &mut HeaderMap, error: &Error) {
    let wait = match error.downcast_ref::<AppError>() {
        Some(AppError::TooMany(wait)) => Some(*wait),
        Some(AppError::Busy | AppError::Unavailable(_)) => Some(RETRY_UNAVAILABLE),
        _ => None,
    };
    if let Some(wait) = wait {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
    }
    if let Some(allow) = error.data::<Allow>().and_then(|allow| allow.0.parse().ok()) {
        headers.insert(header::ALLOW, allow);
    }
}

fn field_problems(errors: &FieldErrors, t: Translator, naming: fn(&str) -> String) -> Vec<FieldProblem> {
    let problem = |(field, message): (&str, &LocalizedMessage)| FieldProblem {
        field: naming(field),
        message: message.translate(t).into_owned(),
    };
    errors.iter().map(problem).collect()
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_uppercase() + rest
    })
}

/// The heading and the sentence of each status on a page: what happened and what to do now.
fn heading(status: StatusCode, t: Translator) -> (Cow<'static, str>, Cow<'static, str>) {
    match status.as_u16() {
        400 => (t.error_400_title(), t.error_400()),
        401 => (t.error_401_title(), t.error_401()),
        403 => (t.error_403_title(), t.error_403()),
        404 => (t.error_404_title(), t.error_404()),
        405 => (t.error_405_title(), t.error_405()),
        408 => (t.error_408_title(), t.error_408()),
        409 => (t.error_409_title(), t.error_409()),
        413 => (t.error_413_title(), t.error_413()),
        415 => (t.error_415_title(), t.error_415()),
        422 => (t.error_422_title(), t.error_422()),
        429 => (t.error_429_title(), t.error_429()),
        503 => (t.error_503_title(), t.error_503()),
        507 => (t.error_507_title(), t.error_507()),
        _ => (t.error_500_title(), t.error_500()),
    }
}
