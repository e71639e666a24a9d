//! Dresses whatever went wrong: a page in the site's frame, a notice for htmx, problem+json for the API.
//!
//! Visitors see a sentence and a reference. The cause goes to the log, once, here.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use i18n::{LocalizedMessage, Translator};
use maud::Markup;
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Error, IntoResponse, Request, Response, Result};
use poem_openapi::types::ToJSON;
use views::errors::ErrorProps as ProblemView;
use views::urls;

use super::request_log::RequestId;
use crate::error::{AppError, FieldErrors};
use crate::http::is_api;
use crate::http::request::{htmx, preferred_language};
use crate::http::response::methods::Allow;
use crate::http::response::problem::{FieldProblem, Problem};
use crate::http::response::respond::{see_other, whole_seconds};
use crate::http::response::status::{status_of, too_many};

/// Who can put an error into the site's frame: whoever builds the frame of every page.
pub trait ErrorPage: Send + Sync + 'static {
    /// The page that tells of a problem, for whoever sent these headers.
    fn error_page(&self, headers: &HeaderMap, problem: &ProblemView<'_>) -> impl Future<Output = Markup> + Send;
}

/// Turns every error of `endpoint` into a response.
///
/// # Errors
/// None: that is its point.
pub async fn render_errors<E: Endpoint, F: ErrorPage>(
    endpoint: Arc<E>,
    frame: Arc<F>,
    request: Request,
) -> Result<Response> {
    let info = RequestInfo::from(&request);
    match endpoint.call(request).await {
        Ok(output) => Ok(output.into_response()),
        Err(error) if error.is_from_response() => Ok(error.into_response()),
        // In a box: nearly all requests have no need of it, and carry no room for it.
        Err(error) => Ok(Box::pin(info.respond(&error, &*frame)).await),
    }
}

/// What an answer depends on, kept from the request before it is used up.
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
    async fn respond<F: ErrorPage>(&self, error: &Error, frame: &F) -> Response {
        let api = is_api(self.path.split('?').next().unwrap_or_default());
        let t = if api {
            Translator::ENGLISH
        } else {
            preferred_language::translator(&self.headers)
        };
        let response_data = ErrorResponse::new(error, t, self.naming());
        log(&response_data, error);
        if !api && matches!(error.downcast_ref(), Some(AppError::SignInRequired)) {
            return self.to_sign_in();
        }
        let (status, headers) = (response_data.status, response_data.headers(api));
        let mut response = if api {
            response_data.json()
        } else if htmx::is_htmx(&self.headers) {
            views::errors::fragment(t, &response_data.view(self.reference())).into_response()
        } else {
            let page = frame
                .error_page(&self.headers, &response_data.view(self.reference()))
                .await;
            page.into_response()
        };
        response.set_status(status);
        response.headers_mut().extend(headers);
        response
    }

    /// How an answer names fields: a query calls them what the rules do, JSON joins their words.
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

    /// Sends a visitor to the sign-in page, and from there back to where they were.
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
        let referrer = url::Url::parse(self.headers.get(header::REFERER)?.to_str().ok()?).ok()?;
        Some(referrer[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
    }
}

fn log(response_data: &ErrorResponse, error: &Error) {
    if response_data.status.is_server_error() {
        tracing::error!(status = response_data.status.as_u16(), cause = %error, "A request failed.");
    } else if response_data.status == StatusCode::TOO_MANY_REQUESTS {
        tracing::warn!(
            status = response_data.status.as_u16(),
            "A request was refused: too many."
        );
    }
}

/// What is response_data of an error, whatever it is dressed as.
#[derive(Debug)]
struct ErrorResponse {
    status: StatusCode,
    title: Cow<'static, str>,
    detail: Cow<'static, str>,
    errors: Vec<FieldProblem>,
    retry_after: Option<Duration>,
    allow: Option<HeaderValue>,
}

impl ErrorResponse {
    fn new(error: &Error, t: Translator, naming: fn(&str) -> String) -> Self {
        let status = status_of(error);
        let (title, detail) = heading(status, t);
        let mut response_data = Self {
            status,
            title,
            detail,
            errors: Vec::new(),
            retry_after: None,
            allow: error.data::<Allow>().and_then(|allow| allow.0.parse().ok()),
        };
        match error.downcast_ref::<AppError>() {
            Some(AppError::Refused(why) | AppError::Conflict(why)) => response_data.detail = why.translate(t),
            Some(AppError::WrongCredentials) => response_data.detail = t.wrong_credentials(),
            Some(AppError::Invalid(errors)) => response_data.errors = field_problems(errors, t, naming),
            Some(AppError::TooMany(wait)) => {
                response_data.detail = too_many(t, *wait);
                response_data.retry_after = Some(*wait);
            }
            Some(AppError::Unavailable(_)) => response_data.retry_after = Some(Duration::from_secs(5)),
            _ => {
                if let Some(reason) = unreadable(error) {
                    response_data.detail = reason.into();
                }
            }
        }
        response_data
    }

    fn view<'a>(&'a self, reference: &'a str) -> ProblemView<'a> {
        ProblemView {
            status: self.status.as_u16(),
            title: &self.title,
            detail: &self.detail,
            reference,
        }
    }

    fn json(self) -> Response {
        let problem = Problem {
            title: self.title.into_owned(),
            status: self.status.as_u16(),
            detail: self.detail.into_owned(),
            errors: Some(self.errors).filter(|errors| !errors.is_empty()),
        };
        Response::builder()
            .content_type("application/problem+json")
            .body(problem.to_json_string())
    }

    fn headers(&self, api: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
        if let Some(allow) = &self.allow {
            headers.insert(header::ALLOW, allow.clone());
        }
        if api && self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers
    }
}

/// Why a request to the API could not be read, in words about the request alone.
fn unreadable(error: &Error) -> Option<String> {
    use poem_openapi::error::{ParseParamError, ParseRequestPayloadError};
    if let Some(error) = error.downcast_ref::<ParseParamError>() {
        return Some(format!(
            "The parameter `{}` cannot be read: {}",
            error.name, error.reason
        ));
    }
    let payload = error.downcast_ref::<ParseRequestPayloadError>()?;
    Some(format!("The body cannot be read: {}", payload.reason))
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

/// A heading and a sentence for each status: what happened and what to do now.
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
