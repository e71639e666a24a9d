//! The sign-up and sign-in pages, and signing out.

use std::borrow::Cow;

use poem::http::{HeaderMap, header};
use poem::web::Data;
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::accounts::SignIn;
use views::ui::FieldError;
use views::urls;
use views::{Markup, Section};

use crate::accounts::actions::{self, SignedIn, Source};
use crate::accounts::input::{SignInInput, SignUpInput};
use crate::accounts::props;
use crate::app::App;
use crate::error::{AppError, FieldErrors};
use crate::http::request::forms::{Form, Query};
use crate::http::response::form_error::FormError;
use crate::http::response::respond::{clear_site_data, rejected, see_other, unprocessable};
use crate::http::response::status::wait_text;
use crate::web::shell::Shell;

/// `?next=`: the path to redirect to after the sign-in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NextQuery {
    next: String,
}

/// `GET /sign-up`
#[handler]
pub async fn new_account(shell: Shell) -> Response {
    if shell.viewer.is_some() {
        return see_other(urls::HOME);
    }
    let no_errors = FieldErrors::default();
    let input = SignUpInput::default();
    let view = props::sign_up(&input, &no_errors, shell.t());
    views::accounts::sign_up(&shell.section(Section::Other), &view).into_response()
}

/// `POST /sign-up`
#[handler]
pub async fn create_account(
    app: Data<&App>,
    headers: &HeaderMap,
    shell: Shell,
    source: Source,
    Form(input): Form<SignUpInput>,
) -> Result<Response> {
    let errors = match actions::sign_up(app.context(), &input, source).await {
        Ok(signed_in) => return signed_in_response(&app, headers, &signed_in, urls::HOME).await,
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Conflict(reason)) => FieldErrors::new("email", reason),
        Err(error) => return later(&shell, &input, error),
    };
    let view = props::sign_up(&input, &errors, shell.t());
    let form = views::accounts::sign_up(&shell.section(Section::Other), &view);
    Ok(unprocessable(form))
}

/// The sign-up form again, over a rate limit or when too many passwords wait to be hashed.
fn later(shell: &Shell, input: &SignUpInput, error: AppError) -> Result<Response> {
    let t = shell.t();
    let rejection = FormError::from_error_or_limit(error, t, |wait| t.too_many_sign_ups(wait_text(t, wait)))?;
    let mut view = props::sign_up(input, &FieldErrors::default(), t);
    view.errors = vec![FieldError {
        field: "",
        message: rejection.message.into(),
    }];
    let form = views::accounts::sign_up(&shell.section(Section::Other), &view);
    Ok(rejected(form, rejection.status, rejection.wait))
}

/// `GET /sign-in?next=/messages`
#[handler]
pub async fn new_session(shell: Shell, Query(NextQuery { next }): Query<NextQuery>) -> Response {
    if shell.viewer.is_some() {
        return see_other(safe_path(&next));
    }
    let input = SignInInput {
        next,
        ..SignInInput::default()
    };
    sign_in_form(&shell, &input, None).into_response()
}

/// `POST /sign-in`
#[handler]
pub async fn create_session(
    app: Data<&App>,
    headers: &HeaderMap,
    shell: Shell,
    source: Source,
    Form(input): Form<SignInInput>,
) -> Result<Response> {
    match actions::sign_in(app.context(), &input, source).await {
        Ok(signed_in) => signed_in_response(&app, headers, &signed_in, safe_path(&input.next)).await,
        Err(AppError::WrongCredentials) => Ok(unprocessable(sign_in_form(
            &shell,
            &input,
            Some(shell.t().wrong_credentials()),
        ))),
        Err(error) => {
            let rejection = FormError::from_error(error, shell.t())?;
            let form = sign_in_form(&shell, &input, Some(rejection.message.into()));
            Ok(rejected(form, rejection.status, rejection.wait))
        }
    }
}

/// `POST /sign-out`
#[handler]
pub async fn delete_session(app: Data<&App>, headers: &HeaderMap) -> Result<Response> {
    if let Some(token) = app.cookies.read(headers) {
        actions::sign_out(app.context(), token).await?;
    }
    Ok(signed_out_response(&app))
}

/// Redirects to the front page, and makes the browser delete the session cookie and what it has stored.
pub fn signed_out_response(app: &App) -> Response {
    let mut response = see_other(urls::HOME);
    response.headers_mut().insert(header::SET_COOKIE, app.cookies.clear());
    clear_site_data(&mut response);
    response
}

fn sign_in_form(shell: &Shell, input: &SignInInput, error: Option<Cow<'static, str>>) -> Markup {
    let errors: Vec<_> = error
        .map(|message| FieldError { field: "", message })
        .into_iter()
        .collect();
    let view = SignIn {
        email: &input.email,
        next: Some(input.next.as_str()).filter(|next| !next.is_empty()),
        errors,
    };
    views::accounts::sign_in(&shell.section(Section::Other), &view)
}

/// Redirects and sets the session cookie. The session of the old cookie ends, also when it belongs to another person:
/// a browser holds one session. What the browser has stored of the other person is then deleted.
async fn signed_in_response(app: &App, headers: &HeaderMap, signed_in: &SignedIn, to: &str) -> Result<Response> {
    let mut response = see_other(to);
    if let Some(old) = app.cookies.read(headers) {
        // The action has ended an old session of the same person.
        if app.sessions.find(old).await?.is_some() {
            clear_site_data(&mut response);
        }
        actions::sign_out(app.context(), old).await?;
    }
    let cookie = app.cookies.set(&signed_in.token.0);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Returns `next` if it is a path on this site, else the front page. `next` is untrusted; unchecked, it would be an
/// open redirect.
fn safe_path(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic());
    if is_path && is_plain { next } else { urls::HOME }
}
