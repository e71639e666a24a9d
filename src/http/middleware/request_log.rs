//! Logs one line for each request. The request ID links it to the error page of the client.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Instant;

use percent_encoding::{CONTROLS, utf8_percent_encode};
use poem::http::StatusCode;
use poem::{Endpoint, FromRequest, IntoResponse, Request, RequestBody, Response, Result};
use tracing::Instrument;

/// The reference of a request: 10 random hexadecimal digits, short enough to read out on the telephone.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    /// 40 bits from the keys of `RandomState`, which std seeds from the system and changes with each call. This needs
    /// no system call. The ID is not secret.
    fn random() -> Self {
        let random = RandomState::new().hash_one(()) >> 24;
        Self(format!("{random:010x}").into())
    }
}

impl<'a> FromRequest<'a> for RequestId {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(request.data::<Self>().cloned().unwrap_or_else(Self::random))
    }
}

/// A path as it is logged: what is not printable ASCII is percent-encoded. A client may send it raw, and a terminal that
/// shows the log would obey control and bidi characters.
pub fn loggable(path: &str) -> Cow<'_, str> {
    utf8_percent_encode(path, CONTROLS).into()
}

/// Adds a [`RequestId`] to the request, and logs method, path, status and time in ms. Queries, headers and bodies are
/// private and never logged.
pub async fn log<E: Endpoint>(endpoint: Arc<E>, mut request: Request) -> Result<Response> {
    let id = RequestId::random();
    request.set_data(id.clone());
    let span = tracing::info_span!(
        "request",
        id = %id.0,
        method = %request.method(),
        path = &*loggable(request.uri().path())
    );
    let start = Instant::now();
    async move {
        let response = endpoint.call(request).await?.into_response();
        let milliseconds = start.elapsed().as_millis();
        let status = response.status();
        // Polls without changes (204) are most of all requests, so they are logged at debug level only.
        if status == StatusCode::NO_CONTENT {
            tracing::debug!(status = status.as_u16(), milliseconds, "Responded.");
        } else {
            tracing::info!(status = status.as_u16(), milliseconds, "Responded.");
        }
        Ok(response)
    }
    .instrument(span)
    .await
}
