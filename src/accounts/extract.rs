//! Who is looking, for page handlers.

use poem::{FromRequest, Request, RequestBody, Result};

use super::sessions::Viewer;
use crate::app::App;
use crate::error::AppError;

/// Somebody signed in; otherwise the visitor is sent to sign in.
impl<'a> FromRequest<'a> for Viewer {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        let viewer = App::of(request)?.viewer(request.headers()).await?;
        Ok(viewer.ok_or(AppError::SignInRequired)?)
    }
}

/// Anybody, signed in or not.
#[derive(Clone, Debug)]
pub struct MaybeViewer(pub Option<Viewer>);

impl<'a> FromRequest<'a> for MaybeViewer {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(Self(App::of(request)?.viewer(request.headers()).await?))
    }
}
