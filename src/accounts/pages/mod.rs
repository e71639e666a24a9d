//! The account pages: sign-up, sign-in, sign-out and settings.

use poem::http::{HeaderValue, header};
use poem::{FromRequest, Request, RequestBody, Result, Route};

use super::actions::Source;
use crate::app::App;
use crate::http::request::client_ip;
use crate::http::response::methods::{get, post};

mod settings;
mod sign_in;

pub fn mount(route: Route) -> Route {
    route
        .at("/sign-up", get(sign_in::new_account).post(sign_in::create_account))
        .at("/sign-in", get(sign_in::new_session).post(sign_in::create_session))
        .at("/sign-out", post(sign_in::delete_session))
        .at("/settings", get(settings::show))
        .at("/settings/profile", post(settings::update_profile))
        .at("/settings/appearance", post(settings::update_appearance))
        .at("/settings/language", post(settings::update_language))
        .at("/settings/receipts", post(settings::update_receipts))
        .at("/settings/presence", post(settings::update_presence))
        .at("/settings/password", post(settings::update_password))
        .at("/settings/sessions/:id/end", post(settings::end_session))
}

impl<'a> FromRequest<'a> for Source {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        let app = App::from_request(request)?;
        let device = request.headers().get(header::USER_AGENT).map(HeaderValue::as_bytes);
        Ok(Self {
            address: client_ip::address(request, &app.config.trusted_proxies),
            device: String::from_utf8_lossy(device.unwrap_or_default()).into_owned(),
            replaces: app.cookies.read(request.headers()).map(str::to_owned),
        })
    }
}
