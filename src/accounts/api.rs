//! The JSON API of accounts: sign-up, sessions and the signed-in person.

use poem::http::HeaderValue;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi, Tags};
use serde::Deserialize;

use super::actions::{self, SignedIn, Source};
use super::input::{SignInInput, SignUpInput};
use super::{ApiViewer, Person, queries};
use crate::app::App;
use crate::http::request::json::Body;
use crate::http::response::problem::ApiError;
use crate::http::response::respond::CLEAR_SITE_DATA;

#[derive(Tags)]
enum Tag {
    /// Signing up, in and out.
    Accounts,
}

/// Accounts in the JSON API.
pub struct AccountsApi;

/// A new account.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default)]
struct NewAccountRequest {
    /// 1 to 80 characters.
    #[oai(validator(min_length = 1, max_length = 80))]
    name: String,
    /// At most 254 characters; unique, case-insensitive.
    #[oai(validator(min_length = 6, max_length = 254, pattern = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"))]
    email: String,
    /// 8 to 128 characters; well-known leaked passwords are rejected.
    #[oai(validator(min_length = 8, max_length = 128))]
    password: String,
}

impl Example for NewAccountRequest {
    fn example() -> Self {
        Self {
            name: "Rita Okafor".to_owned(),
            email: "rita@example.org".to_owned(),
            password: "porch light on".to_owned(),
        }
    }
}

/// Credentials.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(default)]
struct CredentialsRequest {
    /// Case-insensitive.
    email: String,
    password: String,
}

impl Example for CredentialsRequest {
    fn example() -> Self {
        Self {
            email: "rita@example.org".to_owned(),
            password: "porch light on".to_owned(),
        }
    }
}

/// A new session and its person.
#[derive(Clone, Debug, Object)]
struct SessionResponse {
    id: i64,
    name: String,
    email: String,
    /// Send it as `Authorization: Bearer <token>`. It is returned only here.
    token: String,
}

/// The signed-in person.
#[derive(Clone, Debug, Object)]
struct MeResponse {
    id: i64,
    name: String,
    email: String,
    /// Number of messages that you have not read.
    unread: i64,
}

/// The public part of a person.
#[derive(Clone, Debug, Object)]
pub struct PersonResponse {
    /// Who they are.
    pub id: i64,
    /// Their name.
    pub name: String,
}

impl From<&Person> for PersonResponse {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id.0,
            name: person.name.clone(),
        }
    }
}

#[derive(ApiResponse)]
enum AccountCreated {
    /// The account was created, with a session.
    #[oai(status = 201)]
    Created(Json<SessionResponse>, #[oai(header = "Set-Cookie")] String),
}

#[derive(ApiResponse)]
enum SessionCreated {
    /// The session was created.
    #[oai(status = 200)]
    Ok(Json<SessionResponse>, #[oai(header = "Set-Cookie")] String),
}

#[derive(ApiResponse)]
enum SessionDeleted {
    /// The session was ended.
    #[oai(status = 204)]
    NoContent(
        #[oai(header = "Set-Cookie")] String,
        #[oai(header = "Clear-Site-Data")] String,
    ),
}

#[OpenApi(tag = "Tag::Accounts")]
impl AccountsApi {
    /// Create an account.
    #[oai(path = "/accounts", method = "post", operation_id = "create_account")]
    async fn create_account(
        &self,
        app: Data<&App>,
        source: Source,
        body: Body<NewAccountRequest>,
    ) -> Result<AccountCreated, ApiError> {
        let NewAccountRequest { name, email, password } = body.value;
        let input = SignUpInput { name, email, password };
        let signed_in = actions::sign_up(app.context(), &input, source).await?;
        let cookie = text(&app.cookies.set(&signed_in.token.0));
        Ok(AccountCreated::Created(Json(session(signed_in)), cookie))
    }

    /// Sign in: create a session.
    #[oai(path = "/session", method = "post", operation_id = "create_session")]
    async fn create_session(
        &self,
        app: Data<&App>,
        source: Source,
        body: Body<CredentialsRequest>,
    ) -> Result<SessionCreated, ApiError> {
        let CredentialsRequest { email, password } = body.value;
        let input = SignInInput {
            email,
            password,
            ..SignInInput::default()
        };
        let signed_in = actions::sign_in(app.context(), &input, source).await?;
        let cookie = text(&app.cookies.set(&signed_in.token.0));
        Ok(SessionCreated::Ok(Json(session(signed_in)), cookie))
    }

    /// Sign out: end the session.
    #[oai(path = "/session", method = "delete", operation_id = "delete_session")]
    async fn delete_session(&self, app: Data<&App>, caller: ApiViewer) -> Result<SessionDeleted, ApiError> {
        actions::sign_out(app.context(), &caller.token).await?;
        let cookie = text(&app.cookies.clear());
        Ok(SessionDeleted::NoContent(cookie, CLEAR_SITE_DATA.to_owned()))
    }

    /// Get the signed-in person.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get_me(&self, app: Data<&App>, caller: ApiViewer) -> Result<Json<MeResponse>, ApiError> {
        let user = queries::user(&app.db, caller.viewer.id).await?;
        let inbox = app.revisions.inbox(user.id).await?;
        Ok(Json(MeResponse {
            id: user.id.0,
            name: user.name,
            email: user.email,
            unread: inbox.unread,
        }))
    }
}

fn session(signed_in: SignedIn) -> SessionResponse {
    let SignedIn { user, token } = signed_in;
    SessionResponse {
        id: user.id.0,
        name: user.name,
        email: user.email,
        token: token.0,
    }
}

fn text(value: &HeaderValue) -> String {
    value.to_str().unwrap_or_default().to_owned()
}
