//! Dresses whatever went wrong: a page in the site's frame, a notice for htmx, problem+json for the API.
//!
//! Visitors see a sentence and a reference. The cause goes to the log, once, here.

use std::sync::Arc;
use std::time::Duration;

use maud::Markup;
use poem::error::{ParsePathError, ResponseError};
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Error, IntoResponse, Request, Response, Result};
use poem_openapi::types::ToJSON;
use views::errors::Problem as ProblemView;
use views::urls;

use super::methods::Allow;
use super::observe::RequestId;
use super::problem::{FieldProblem, Problem};
use super::respond::{see_other, whole_seconds};
use super::{htmx, is_api};
use crate::error::{AppError, FieldErrors};

impl ResponseError for AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInRequired | Self::WrongCredentials => StatusCode::UNAUTHORIZED,
            Self::Refused(_) | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Who can put an error into the site's frame: whoever builds the frame of every page.
pub trait Frame: Send + Sync + 'static {
    /// The page that tells of a problem, for whoever sent these headers.
    fn error_page(&self, headers: &HeaderMap, problem: &ProblemView<'_>) -> impl Future<Output = Markup> + Send;
}

/// Turns every error of `endpoint` into a response.
///
/// # Errors
/// None: that is its point.
pub async fn dress<E: Endpoint, F: Frame>(endpoint: Arc<E>, frame: Arc<F>, request: Request) -> Result<Response> {
    let asked = Asked::from(&request);
    match endpoint.call(request).await {
        Ok(output) => Ok(output.into_response()),
        Err(error) if error.is_from_response() => Ok(error.into_response()),
        Err(error) => Ok(asked.answer(&error, &*frame).await),
    }
}

/// What an answer depends on, kept from the request before it is used up.
struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    id: Option<RequestId>,
}

impl From<&Request> for Asked {
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

impl Asked {
    async fn answer<F: Frame>(&self, error: &Error, frame: &F) -> Response {
        let told = Told::from(error);
        log(&told, error);
        let api = is_api(self.path.split('?').next().unwrap_or_default());
        if !api && matches!(error.downcast_ref(), Some(AppError::SignInRequired)) {
            return self.to_sign_in();
        }
        let (status, headers) = (told.status, told.headers(api));
        let mut response = if api {
            told.json()
        } else if htmx::asks(&self.headers) {
            views::errors::fragment(&told.view(self.reference())).into_response()
        } else {
            let page = frame.error_page(&self.headers, &told.view(self.reference())).await;
            page.into_response()
        };
        response.set_status(status);
        response.headers_mut().extend(headers);
        response
    }

    fn reference(&self) -> &str {
        self.id.as_ref().map_or("", |id| &id.0)
    }

    /// Sends a visitor to the sign-in page, and from there back to where they were.
    fn to_sign_in(&self) -> Response {
        if htmx::asks(&self.headers) {
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

fn log(told: &Told, error: &Error) {
    if told.status.is_server_error() {
        tracing::error!(status = told.status.as_u16(), cause = %error, "A request failed.");
    } else if told.status == StatusCode::TOO_MANY_REQUESTS {
        tracing::warn!(status = told.status.as_u16(), "A request was refused: too many.");
    }
}

/// What is told of an error, whatever it is dressed as.
#[derive(Debug)]
struct Told {
    status: StatusCode,
    title: &'static str,
    detail: String,
    errors: Vec<FieldProblem>,
    retry_after: Option<Duration>,
    allow: Option<HeaderValue>,
}

impl From<&Error> for Told {
    fn from(error: &Error) -> Self {
        let status = status_of(error);
        let (title, detail) = words(status);
        let mut told = Self {
            status,
            title,
            detail: detail.to_owned(),
            errors: Vec::new(),
            retry_after: None,
            allow: error.data::<Allow>().and_then(|allow| allow.0.parse().ok()),
        };
        match error.downcast_ref::<AppError>() {
            Some(AppError::Refused(why) | AppError::Conflict(why)) => (*why).clone_into(&mut told.detail),
            Some(AppError::WrongCredentials) => WRONG_CREDENTIALS.clone_into(&mut told.detail),
            Some(AppError::Invalid(errors)) => told.errors = field_problems(errors),
            Some(AppError::TooMany(wait)) => {
                told.detail = too_many(*wait);
                told.retry_after = Some(*wait);
            }
            Some(AppError::Unavailable(_)) => told.retry_after = Some(Duration::from_secs(5)),
            _ => {
                if let Some(reason) = unreadable(error) {
                    told.detail = reason;
                }
            }
        }
        told
    }
}

impl Told {
    fn view<'a>(&'a self, reference: &'a str) -> ProblemView<'a> {
        ProblemView {
            status: self.status.as_u16(),
            title: self.title,
            detail: &self.detail,
            reference,
        }
    }

    fn json(self) -> Response {
        let problem = Problem {
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
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

/// What somebody reads who could not be signed in, whatever was wrong.
pub const WRONG_CREDENTIALS: &str = "That e-mail and password don’t match. Check both and try again.";

/// What somebody reads who has done something too often, with the time when it will work again.
pub fn too_many(wait: Duration) -> String {
    let wait = match whole_seconds(wait) {
        1 => "a second".to_owned(),
        seconds @ ..120 => format!("{seconds} seconds"),
        seconds @ ..7_200 => format!("{} minutes", seconds.div_ceil(60)),
        seconds => format!("{} hours", seconds.div_ceil(3_600)),
    };
    format!("That was a lot in a short time. Please try again in {wait}.")
}

fn status_of(error: &Error) -> StatusCode {
    // A path that cannot be a page's, such as an id beyond any number, is a page that is not there.
    if error.is::<ParsePathError>() || error.is::<poem_openapi::error::ParsePathError>() {
        return StatusCode::NOT_FOUND;
    }
    error.status()
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

fn field_problems(errors: &FieldErrors) -> Vec<FieldProblem> {
    let problem = |(field, message): (&str, &str)| FieldProblem {
        field: camel_case(field),
        message: message.to_owned(),
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
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        400 => ("We couldn’t read that", "Go back, reload the page and try again."),
        401 => ("Please sign in", "Only somebody who is signed in can do this."),
        403 => (
            "That came from somewhere else",
            "For your safety, changes are taken from this site’s own pages only. Open the page here and try again.",
        ),
        404 => (
            "Nobody home at this address",
            "The home may have been let, or the link has a typo. Everything else is still here.",
        ),
        405 => (
            "This door doesn’t open that way",
            "Go back and use the page’s own links and buttons.",
        ),
        408 => ("That took too long to arrive", "Check your connection and try again."),
        409 => (
            "That’s already there",
            "It contradicts what is stored. Reload the page and try again.",
        ),
        413 => (
            "That’s too much at once",
            "At most 64 KB fit. Shorten it or send it in parts.",
        ),
        415 => (
            "We can’t read that kind",
            "Send it as the page’s own form does, or as JSON to the API.",
        ),
        422 => ("Something needs fixing", "Check what you entered and try again."),
        429 => (
            "One at a time, please",
            "That was a lot in a short time. Please try again in a moment.",
        ),
        503 => (
            "We’ll be right back",
            "The site can’t take this just now. Nothing you wrote is lost: try again in a moment.",
        ),
        _ => (
            "The light flickered",
            "Something went wrong on our side, and it has been written down. Please try again in a moment.",
        ),
    }
}
