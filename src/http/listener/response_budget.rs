//! The memory of responses that clients have not read yet, in total and by address.
//!
//! A rendered page stays in memory until the client has taken it, which a client can delay for the stall timeout. So the
//! bytes of unsent responses are counted, and over a limit the response is replaced by 503 (load shedding). Responses of
//! up to [`FREE`] bytes are not counted: the socket takes them at once.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::body::Body as _;
use poem::Response;
use poem::http::header;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::chunked_body::ChunkedBody;
use super::connection_limits::ClientLimits;
use super::early_responses::BUSY;
use super::source_usage::{SourceShare, SourceUsage};

/// Size of a response that is not counted, in bytes.
const FREE: usize = 16 * 1_024;

/// Memory of a streamed response, in bytes: the pieces that are read ahead of the client.
const STREAMED: usize = 128 * 1_024;

/// Maximum of all unsent responses, in bytes.
const MAX_TOTAL: usize = 96 * 1_024 * 1_024;

/// Maximum of the unsent responses to one address that is no trusted proxy, in bytes.
const MAX_PER_ADDRESS: usize = 16 * 1_024 * 1_024;

pub struct ResponseBudget {
    client_limits: ClientLimits,
    total: Arc<Semaphore>,
    by_source: SourceUsage,
}

/// Counts the bytes of one response until it is dropped.
pub struct BudgetPermit {
    _permit: OwnedSemaphorePermit,
    _share: Option<SourceShare>,
}

impl ResponseBudget {
    pub fn new(client_limits: ClientLimits) -> Self {
        Self {
            client_limits,
            total: Arc::new(Semaphore::new(MAX_TOTAL)),
            by_source: SourceUsage::default(),
        }
    }

    /// Counts a response to an address (none on a Unix socket) until its body has been taken. Over a limit, returns 503
    /// instead. `https` adds HSTS to it.
    pub fn admit(&self, response: Response, address: Option<IpAddr>, https: bool) -> hyper::Response<ChunkedBody> {
        let response = ChunkedBody::wrap(response);
        let size = size_in_memory(&response);
        if size <= FREE {
            return response;
        }
        match self.acquire(address, size) {
            Some(permit) => response.map(|body| body.counted(permit)),
            None => {
                tracing::warn!(size, "A response was replaced by 503: too many unsent responses.");
                ChunkedBody::wrap(BUSY.response(https))
            }
        }
    }

    fn acquire(&self, address: Option<IpAddr>, size: usize) -> Option<BudgetPermit> {
        let permits = u32::try_from(size).ok()?;
        let permit = self.total.clone().try_acquire_many_owned(permits).ok()?;
        let share = match address.filter(|address| !self.client_limits.is_unlimited(*address)) {
            // A client may have one response of any size that fits into the total.
            Some(address) => Some(self.by_source.acquire(address, size, MAX_PER_ADDRESS.max(size))?),
            None => None,
        };
        Some(BudgetPermit {
            _permit: permit,
            _share: share,
        })
    }
}

/// In bytes.
fn size_in_memory(response: &hyper::Response<ChunkedBody>) -> usize {
    if let Some(size) = response.body().size_hint().exact() {
        return usize::try_from(size).unwrap_or(usize::MAX);
    }
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    length.unwrap_or(STREAMED).min(STREAMED)
}
