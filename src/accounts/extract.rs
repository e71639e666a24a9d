//! Extractors of the viewer: page handlers read the session cookie, the API reads a bearer token or the cookie.

use poem::http::{HeaderMap, header};
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::sessions::Viewer;
use crate::app::App;
use crate::error::AppError;
use crate::http::request::prefetch::is_prefetch;

/// Requires a session; pages otherwise redirect to the sign-in form.
impl<'a> FromRequest<'a> for Viewer {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        let viewer = App::from_request(request)?.viewer(request.headers()).await?;
        Ok(viewer.ok_or(AppError::SignInRequired)?)
    }
}

/// The viewer of a page; None when signed out.
#[derive(Clone, Debug)]
pub struct MaybeViewer(pub Option<Viewer>);

impl<'a> FromRequest<'a> for MaybeViewer {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(Self(App::from_request(request)?.viewer(request.headers()).await?))
    }
}

/// The caller of the API; None when signed out.
#[derive(Clone, Debug)]
pub struct MaybeApiViewer(pub Option<Viewer>);

impl<'a> FromRequest<'a> for MaybeApiViewer {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(Self(signed_in(request).await?.map(|caller| caller.viewer)))
    }
}

/// A signed-in caller of the API.
pub struct ApiViewer {
    pub viewer: Viewer,
    /// The session token in the request.
    pub token: String,
    /// Whether the response may never be shown, see [`is_prefetch`].
    pub is_prefetch: bool,
}

const BEARER: &str = "token";
const COOKIE: &str = "cookie";

impl<'a> ApiExtractor<'a> for ApiViewer {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let scheme = |ty, description| MetaSecurityScheme {
            ty,
            description: Some(description),
            name: None,
            key_in: None,
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        registry.create_security_scheme(
            BEARER,
            MetaSecurityScheme {
                scheme: Some("bearer"),
                ..scheme("http", "The `token` that signing up or in answers with")
            },
        );
        registry.create_security_scheme(
            COOKIE,
            MetaSecurityScheme {
                name: Some("porchlight"),
                key_in: Some("cookie"),
                ..scheme(
                    "apiKey",
                    "The browser's session; `__Host-porchlight` where the site is reached over https",
                )
            },
        );
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![BEARER, COOKIE]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(signed_in(request).await?.ok_or(AppError::SignInRequired)?)
    }
}

async fn signed_in(request: &Request) -> Result<Option<ApiViewer>> {
    let app = App::from_request(request)?;
    let token = bearer(request.headers()).or_else(|| app.cookies.read(request.headers()));
    let Some(token) = token else {
        return Ok(None);
    };
    let is_prefetch = is_prefetch(request.headers());
    let viewer = app.session_viewer(token, is_prefetch).await?;
    Ok(viewer.map(|viewer| ApiViewer {
        viewer,
        token: token.to_owned(),
        is_prefetch,
    }))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
