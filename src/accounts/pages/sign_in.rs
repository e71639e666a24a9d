//! Signing up, in and out.

use std::borrow::Cow;

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::accounts::SignIn;
use views::urls;
use views::{Markup, Section};

use crate::accounts::actions::{self, SignedIn, Source};
use crate::accounts::input::{SignInInput, SignUpInput};
use crate::accounts::props;
use crate::app::App;
use crate::error::{AppError, FieldErrors};
use crate::http::request::forms::{Form, Query};
use crate::http::response::respond::{rejected, see_other, unprocessable};
use crate::http::response::status::too_many;
use crate::web::shell::Shell;

/// Where to go after signing in.
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
    let nothing = FieldErrors::default();
    let input = SignUpInput::default();
    let view = props::sign_up(&input, &nothing, shell.t());
    views::accounts::sign_up(&shell.section(Section::Other), &view).into_response()
}

/// `POST /sign-up`
#[handler]
pub async fn create_account(
    app: Data<&App>,
    headers: &HeaderMap,
    shell: Shell,
    source: Source,
    Form(draft): Form<SignUpInput>,
) -> Result<Response> {
    let errors = match actions::sign_up(app.context(), &draft, source).await {
        Ok(signed_in) => return signed_in_response(&app, headers, &signed_in, urls::HOME).await,
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Conflict(why)) => FieldErrors::new("email", why),
        Err(other) => return Err(other.into()),
    };
    let view = props::sign_up(&draft, &errors, shell.t());
    let form = views::accounts::sign_up(&shell.section(Section::Other), &view);
    Ok(unprocessable(form))
}

/// `GET /sign-in?next=/messages`
#[handler]
pub async fn new_session(shell: Shell, Query(NextQuery { next }): Query<NextQuery>) -> Response {
    if shell.viewer.is_some() {
        return see_other(safe_path(&next));
    }
    let draft = SignInInput {
        next,
        ..SignInInput::default()
    };
    sign_in_form(&shell, &draft, None).into_response()
}

/// `POST /sign-in`
#[handler]
pub async fn create_session(
    app: Data<&App>,
    headers: &HeaderMap,
    shell: Shell,
    source: Source,
    Form(draft): Form<SignInInput>,
) -> Result<Response> {
    match actions::sign_in(app.context(), &draft, source).await {
        Ok(signed_in) => signed_in_response(&app, headers, &signed_in, safe_path(&draft.next)).await,
        Err(AppError::WrongCredentials) => Ok(unprocessable(sign_in_form(
            &shell,
            &draft,
            Some(shell.t().wrong_credentials()),
        ))),
        Err(AppError::TooMany(wait)) => {
            let form = sign_in_form(&shell, &draft, Some(too_many(shell.t(), wait)));
            Ok(rejected(form, StatusCode::TOO_MANY_REQUESTS, Some(wait)))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /sign-out`
#[handler]
pub async fn delete_session(app: Data<&App>, headers: &HeaderMap) -> Result<Response> {
    if let Some(token) = app.cookies.read(headers) {
        actions::sign_out(app.context(), token).await?;
    }
    let mut response = see_other(urls::HOME);
    response.headers_mut().insert(header::SET_COOKIE, app.cookies.clear());
    Ok(response)
}

fn sign_in_form(shell: &Shell, draft: &SignInInput, error: Option<Cow<'static, str>>) -> Markup {
    let errors: Vec<_> = error
        .map(|message| views::ui::FieldError { field: "", message })
        .into_iter()
        .collect();
    let view = SignIn {
        email: &draft.email,
        next: Some(draft.next.as_str()).filter(|next| !next.is_empty()),
        errors,
    };
    views::accounts::sign_in(&shell.section(Section::Other), &view)
}

/// Hands a browser its new token. The session it carried before ends, whosever it was.
async fn signed_in_response(app: &App, headers: &HeaderMap, signed_in: &SignedIn, to: &str) -> Result<Response> {
    if let Some(old) = app.cookies.read(headers) {
        actions::sign_out(app.context(), old).await?;
    }
    let mut response = see_other(to);
    let cookie = app.cookies.set(&signed_in.token.0);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A path on this site, or else the front page: what follows `next=` may come from anybody.
fn safe_path(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic());
    if is_path && is_plain { next } else { urls::HOME }
}
