//! The account pages: sign-up, sign-in, sign-out and settings.

use std::borrow::Cow;

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::{Data, Path};
use poem::{FromRequest, IntoResponse, Request, RequestBody, Response, Result, handler};
use serde::Deserialize;
use views::accounts::{SignIn, SignUp};
use views::urls;
use views::{Markup, Section, Theme};
use words::{Language, Sentence, Words};

use super::actions::{self, SignedIn, Source};
use super::draft::{PasswordDraft, ProfileDraft, SignInDraft, SignUpDraft};
use super::{Viewer, present, queries};
use crate::app::App;
use crate::conversations::receipts;
use crate::entities::SessionId;
use crate::error::{AppError, FieldErrors};
use crate::http::errors::too_many;
use crate::http::forms::{Form, Query};
use crate::http::respond::{refused, see_other, unprocessable};
use crate::http::{client, language};
use crate::shell::{Shell, THEME_COOKIE};

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// What has just been saved in settings.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Saved {
    saved: String,
}

impl<'a> FromRequest<'a> for Source {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        let app = App::of(request)?;
        Ok(Self {
            address: client::address(request, &app.config.trusted_proxies),
            device: request.header(header::USER_AGENT).unwrap_or_default().to_owned(),
            replaces: app.cookies.read(request.headers()).map(str::to_owned),
        })
    }
}

/// `GET /sign-up`
#[handler]
pub async fn new_account(shell: Shell) -> Response {
    if shell.viewer.is_some() {
        return see_other(urls::HOME);
    }
    let nothing = FieldErrors::default();
    present::sign_up(&SignUpDraft::default(), &nothing, shell.words(), |view: &SignUp<'_>| {
        views::accounts::sign_up(&shell.section(Section::Other), view)
    })
    .into_response()
}

/// `POST /sign-up`
#[handler]
pub async fn create_account(
    app: Data<&App>,
    headers: &HeaderMap,
    shell: Shell,
    source: Source,
    Form(draft): Form<SignUpDraft>,
) -> Result<Response> {
    let errors = match actions::sign_up(app.context(), &draft, source).await {
        Ok(signed_in) => return signed_in_response(&app, headers, &signed_in, urls::HOME).await,
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Conflict(why)) => FieldErrors::one("email", why),
        Err(other) => return Err(other.into()),
    };
    let form = present::sign_up(&draft, &errors, shell.words(), |view: &SignUp<'_>| {
        views::accounts::sign_up(&shell.section(Section::Other), view)
    });
    Ok(unprocessable(form))
}

/// `GET /sign-in?next=/messages`
#[handler]
pub async fn new_session(shell: Shell, Query(Next { next }): Query<Next>) -> Response {
    if shell.viewer.is_some() {
        return see_other(safe_path(&next));
    }
    let draft = SignInDraft {
        next,
        ..SignInDraft::default()
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
    Form(draft): Form<SignInDraft>,
) -> Result<Response> {
    match actions::sign_in(app.context(), &draft, source).await {
        Ok(signed_in) => signed_in_response(&app, headers, &signed_in, safe_path(&draft.next)).await,
        Err(AppError::WrongCredentials) => Ok(unprocessable(sign_in_form(
            &shell,
            &draft,
            Some(shell.words().wrong_credentials()),
        ))),
        Err(AppError::TooMany(wait)) => {
            let form = sign_in_form(&shell, &draft, Some(too_many(shell.words(), wait)));
            Ok(refused(form, StatusCode::TOO_MANY_REQUESTS, Some(wait)))
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

/// `GET /settings`
#[handler]
pub async fn settings(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Query(Saved { saved }): Query<Saved>,
) -> Result<Response> {
    let say = shell.words();
    let flash = match saved.as_str() {
        "profile" => Some(say.saved_profile()),
        "appearance" | "language" => Some(say.saved_appearance()),
        "receipts" | "presence" => Some(say.saved_switch()),
        "password" => Some(say.saved_password()),
        "session" => Some(say.saved_session()),
        _ => None,
    };
    let form = SettingsForm::default();
    let page = settings_page(&app, &shell, &viewer, flash.as_deref(), &form).await?;
    Ok(page.into_response())
}

/// `POST /settings/profile`
#[handler]
pub async fn update_profile(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Form(draft): Form<ProfileDraft>,
) -> Result<Response> {
    match actions::update_profile(app.context(), &viewer, &draft).await {
        Ok(()) => Ok(see_other(format!("{}?saved=profile", urls::SETTINGS))),
        Err(AppError::Invalid(profile_errors)) => {
            let form = SettingsForm {
                name: Some(draft.name),
                profile_errors,
                ..SettingsForm::default()
            };
            let page = settings_page(&app, &shell, &viewer, None, &form).await?;
            Ok(unprocessable(page))
        }
        Err(other) => Err(other.into()),
    }
}

/// The choice of light or dark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Appearance {
    theme: String,
}

/// `POST /settings/appearance`
#[handler]
pub async fn update_appearance(
    app: Data<&App>,
    _viewer: Viewer,
    Form(Appearance { theme }): Form<Appearance>,
) -> Result<Response> {
    let theme = Theme::from_word(&theme).ok_or_else(|| AppError::Refused(Sentence::new(Words::theme_wrong)))?;
    let mut response = see_other(format!("{}?saved=appearance", urls::SETTINGS));
    let cookie = app.cookies.preference(THEME_COOKIE, theme.word());
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The choice of language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageChoice {
    language: String,
}

/// `POST /settings/language`
#[handler]
pub async fn update_language(
    app: Data<&App>,
    _viewer: Viewer,
    Form(LanguageChoice { language: word }): Form<LanguageChoice>,
) -> Result<Response> {
    // As the browser asks: a choice that names no language.
    let choice = match word.as_str() {
        "browser" => "browser",
        word => Language::from_word(word)
            .ok_or_else(|| AppError::Refused(Sentence::new(Words::language_wrong)))?
            .word(),
    };
    let cookie = app.cookies.preference(language::COOKIE, choice);
    let mut response = see_other(format!("{}?saved=language", urls::SETTINGS));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The choice to give and see read receipts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReceiptsChoice {
    receipts: String,
}

/// `POST /settings/receipts`
#[handler]
pub async fn update_receipts(
    app: Data<&App>,
    viewer: Viewer,
    Form(ReceiptsChoice { receipts: word }): Form<ReceiptsChoice>,
) -> Result<Response> {
    receipts::choose(app.context(), &viewer, is_on(&word)?).await?;
    Ok(see_other(format!("{}?saved=receipts", urls::SETTINGS)))
}

/// The choice to show when one is there, and to see it of others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PresenceChoice {
    presence: String,
}

/// `POST /settings/presence`
#[handler]
pub async fn update_presence(
    app: Data<&App>,
    viewer: Viewer,
    Form(PresenceChoice { presence: word }): Form<PresenceChoice>,
) -> Result<Response> {
    actions::choose_presence(app.context(), &viewer, is_on(&word)?).await?;
    Ok(see_other(format!("{}?saved=presence", urls::SETTINGS)))
}

/// What a switch says.
fn is_on(word: &str) -> Result<bool, AppError> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(AppError::Refused(Sentence::new(Words::switch_wrong))),
    }
}

/// `POST /settings/password`
#[handler]
pub async fn update_password(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Form(draft): Form<PasswordDraft>,
) -> Result<Response> {
    match actions::change_password(app.context(), &viewer, &draft).await {
        Ok(()) => Ok(see_other(format!("{}?saved=password", urls::SETTINGS))),
        Err(AppError::Invalid(password_errors)) => {
            let form = SettingsForm {
                password_errors,
                ..SettingsForm::default()
            };
            let page = settings_page(&app, &shell, &viewer, None, &form).await?;
            Ok(unprocessable(page))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/sessions/{id}/end`
#[handler]
pub async fn end_session(app: Data<&App>, viewer: Viewer, Path(id): Path<SessionId>) -> Result<Response> {
    actions::end_session(app.context(), &viewer, id).await?;
    Ok(see_other(format!("{}?saved=session", urls::SETTINGS)))
}

/// What was typed into settings and could not be taken.
#[derive(Default)]
struct SettingsForm {
    name: Option<String>,
    profile_errors: FieldErrors,
    password_errors: FieldErrors,
}

async fn settings_page(
    app: &App,
    shell: &Shell,
    viewer: &Viewer,
    flash: Option<&str>,
    form: &SettingsForm,
) -> Result<Markup> {
    let user = queries::user(&app.db, viewer.id).await?;
    let sessions = queries::sessions(&app.db, viewer, app.clock.now()).await?;
    Ok(present::sessions(&sessions, viewer, shell.words(), |sessions| {
        let view = views::settings::Settings {
            name: form.name.as_deref().unwrap_or(&user.name),
            email: &user.email,
            profile_errors: &present::errors(&form.profile_errors, shell.words()),
            password_errors: &present::errors(&form.password_errors, shell.words()),
            language: shell.language,
            receipts: user.receipts,
            presence: user.presence,
            sessions,
        };
        views::settings::page(&shell.flashing(Section::Settings, flash), &view)
    }))
}

fn sign_in_form(shell: &Shell, draft: &SignInDraft, error: Option<Cow<'static, str>>) -> Markup {
    let errors: Vec<_> = error
        .map(|message| views::ui::FieldError { field: "", message })
        .into_iter()
        .collect();
    let view = SignIn {
        email: &draft.email,
        next: Some(draft.next.as_str()).filter(|next| !next.is_empty()),
        errors: &errors,
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
