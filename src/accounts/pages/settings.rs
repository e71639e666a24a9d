//! The settings page: profile, appearance, language, read receipts, presence, password and sessions.

use i18n::{Language, LocalizedMessage, Translator};
use poem::http::header;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};
use serde::Deserialize;
use views::urls;
use views::{Markup, Section, Theme};

use super::sign_in::signed_out_response;
use crate::accounts::actions::Source;
use crate::accounts::input::{PasswordInput, ProfileInput};
use crate::accounts::{Viewer, actions, props, queries};
use crate::app::App;
use crate::conversations::read::read_receipts;
use crate::entities::SessionId;
use crate::error::{AppError, FieldErrors};
use crate::http::request::forms::{Form, Query};
use crate::http::request::preferred_language;
use crate::http::response::form_error::FormError;
use crate::http::response::respond::{rejected, see_other, unprocessable};
use crate::web::shell::{Shell, THEME_COOKIE};

/// `?saved=`: names the form that was saved, for the flash message.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SavedQuery {
    saved: String,
}

/// `GET /settings`
#[handler]
pub async fn show(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    Query(SavedQuery { saved }): Query<SavedQuery>,
) -> Result<Response> {
    let t = shell.t();
    let flash = match saved.as_str() {
        "profile" => Some(t.saved_profile()),
        "appearance" | "language" => Some(t.saved_appearance()),
        "receipts" | "presence" => Some(t.saved_switch()),
        "password" => Some(t.saved_password()),
        "session" => Some(t.saved_session()),
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
    Form(input): Form<ProfileInput>,
) -> Result<Response> {
    match actions::update_profile(app.context(), &viewer, &input).await {
        Ok(()) => Ok(see_other(format!("{}?saved=profile", urls::SETTINGS))),
        Err(AppError::Invalid(profile_errors)) => {
            let form = SettingsForm {
                name: Some(input.name),
                profile_errors,
                ..SettingsForm::default()
            };
            let page = settings_page(&app, &shell, &viewer, None, &form).await?;
            Ok(unprocessable(page))
        }
        Err(other) => Err(other.into()),
    }
}

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
    let theme =
        Theme::parse(&theme).ok_or_else(|| AppError::Rejected(LocalizedMessage::new(Translator::theme_wrong)))?;
    let mut response = see_other(format!("{}?saved=appearance", urls::SETTINGS));
    let cookie = app.cookies.preference(THEME_COOKIE, theme.as_str());
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A language code such as `nl`, or `browser`.
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
    Form(LanguageChoice { language }): Form<LanguageChoice>,
) -> Result<Response> {
    // "browser" is no language: it selects negotiation by the Accept-Language header.
    let choice = match language.as_str() {
        "browser" => "browser",
        code => Language::from_code(code)
            .ok_or_else(|| AppError::Rejected(LocalizedMessage::new(Translator::language_wrong)))?
            .code(),
    };
    let cookie = app.cookies.preference(preferred_language::COOKIE, choice);
    let mut response = see_other(format!("{}?saved=language", urls::SETTINGS));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `on` or `off`.
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
    read_receipts::set_preference(app.context(), &viewer, is_on(&word)?).await?;
    Ok(see_other(format!("{}?saved=receipts", urls::SETTINGS)))
}

/// `on` or `off`.
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
    actions::set_presence(app.context(), &viewer, is_on(&word)?).await?;
    Ok(see_other(format!("{}?saved=presence", urls::SETTINGS)))
}

/// Parses a switch: `on` or `off`.
///
/// # Errors
/// [`AppError::Rejected`] for any other word.
fn is_on(word: &str) -> Result<bool, AppError> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(AppError::Rejected(LocalizedMessage::new(Translator::switch_wrong))),
    }
}

/// `POST /settings/password`
#[handler]
pub async fn update_password(
    app: Data<&App>,
    shell: Shell,
    viewer: Viewer,
    source: Source,
    Form(input): Form<PasswordInput>,
) -> Result<Response> {
    let (password_errors, rejection) =
        match actions::change_password(app.context(), &viewer, &input, source.address).await {
            Ok(()) => return Ok(see_other(format!("{}?saved=password", urls::SETTINGS))),
            Err(AppError::Invalid(errors)) => (errors, None),
            Err(error) => {
                let rejection = FormError::from_error(error, shell.t())?;
                let translated = rejection.message.clone();
                let message = LocalizedMessage::new(move |_| translated.clone().into());
                (FieldErrors::new("", message), Some(rejection))
            }
        };
    let form = SettingsForm {
        password_errors,
        ..SettingsForm::default()
    };
    let page = settings_page(&app, &shell, &viewer, None, &form).await?;
    Ok(match rejection {
        None => unprocessable(page),
        Some(rejection) => rejected(page, rejection.status, rejection.wait),
    })
}

/// `POST /settings/sessions/{id}/end`
#[handler]
pub async fn end_session(app: Data<&App>, viewer: Viewer, Path(id): Path<SessionId>) -> Result<Response> {
    actions::end_session(app.context(), &viewer, id).await?;
    if id == viewer.session {
        return Ok(signed_out_response(&app));
    }
    Ok(see_other(format!("{}?saved=session", urls::SETTINGS)))
}

/// The rejected input of the profile and password forms, for showing them again.
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
    let (sessions, more_sessions) = queries::sessions(&app.db, viewer, app.clock.now()).await?;
    let view = views::settings::Settings {
        name: form.name.as_deref().unwrap_or(&user.name),
        email: &user.email,
        profile_errors: props::errors(&form.profile_errors, shell.t()),
        password_errors: props::errors(&form.password_errors, shell.t()),
        language: shell.language,
        receipts: user.receipts,
        presence: user.presence,
        sessions: props::sessions(&sessions, viewer, shell.t()),
        more_sessions,
    };
    Ok(views::settings::page(
        &shell.section_with_flash(Section::Settings, flash),
        &view,
    ))
}
