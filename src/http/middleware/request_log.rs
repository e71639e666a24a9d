//! One line in the log for each request, and a reference that joins it to what the visitor was shown.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Instant;

use poem::http::StatusCode;
use poem::{Endpoint, FromRequest, IntoResponse, Request, RequestBody, Response, Result};
use tracing::Instrument;

/// The reference of a request: random, short enough to read out on the telephone.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    /// Five bytes of what std hashes with: keys from the system, others for each call. Nothing secret hangs on it, and no
    /// request has to ask the system.
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

/// Gives a request its reference, and logs method, path, status and time. Never a query, a header or a body: those
/// are people's.
///
/// # Errors
/// None of its own: whatever the endpoint returns.
pub async fn log<E: Endpoint>(endpoint: Arc<E>, mut request: Request) -> Result<Response> {
    let id = RequestId::random();
    request.set_data(id.clone());
    let span = tracing::info_span!("request", id = %id.0, method = %request.method(), path = request.uri().path());
    let began = Instant::now();
    async move {
        let response = endpoint.call(request).await?.into_response();
        let milliseconds = began.elapsed().as_millis();
        let status = response.status();
        // Polls without news are the bulk of all requests and say nothing.
        if status == StatusCode::NO_CONTENT {
            tracing::debug!(status = status.as_u16(), milliseconds, "Answered.");
        } else {
            tracing::info!(status = status.as_u16(), milliseconds, "Answered.");
        }
        Ok(response)
    }
    .instrument(span)
    .await
}
