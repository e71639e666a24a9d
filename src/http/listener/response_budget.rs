//! The memory of responses that clients have not read yet, in total and by address.
//!
//! A rendered page stays in memory until the client has taken it, which a client can delay for the stall timeout. So the
//! bytes of unsent responses are counted, and over a limit the response is replaced by 503 (load shedding). Responses of
//! up to [`FREE`] bytes are not counted: the socket takes them at once.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::BodyExt as _;
use http_body_util::combinators::BoxBody;
use hyper::body::Body as _;
use poem::http::header;
use poem::{Body, Response};

use super::chunked_body::ChunkedBody;
use super::connection_limits::ClientLimits;
use super::early_responses::BUSY;
use crate::rate_limits::address_key;

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
    unsent: Mutex<Unsent>,
}

/// In bytes.
#[derive(Default)]
struct Unsent {
    total: usize,
    by_source: HashMap<IpAddr, usize>,
}

/// Counts the bytes of one response until it is dropped.
pub struct BudgetPermit {
    budget: Arc<ResponseBudget>,
    source: Option<IpAddr>,
    size: usize,
}

impl ResponseBudget {
    pub fn new(client_limits: ClientLimits) -> Arc<Self> {
        Arc::new(Self {
            client_limits,
            unsent: Mutex::default(),
        })
    }

    /// Counts a response to an address (none on a Unix socket) until its body has been taken, and passes it on in
    /// chunks. Over a limit, returns 503 instead. `https` adds HSTS to it.
    pub fn admit(self: &Arc<Self>, response: Response, address: Option<IpAddr>, https: bool) -> Response {
        let (parts, body) = response.into_parts();
        let body: BoxBody<_, _> = body.into();
        let length = parts.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let size = match body.size_hint().exact() {
            Some(size) => usize::try_from(size).unwrap_or(usize::MAX),
            None => length.unwrap_or(STREAMED).min(STREAMED),
        };
        if size <= FREE {
            return Response::from_parts(parts, body.into());
        }
        match self.acquire(address, size) {
            Some(permit) => Response::from_parts(parts, Body::from(ChunkedBody::counted(body, permit).boxed())),
            None => {
                tracing::warn!(size, "A response was replaced by 503: too many unsent responses.");
                BUSY.response(https)
            }
        }
    }

    fn acquire(self: &Arc<Self>, address: Option<IpAddr>, size: usize) -> Option<BudgetPermit> {
        let source = address.filter(|address| !self.client_limits.is_unlimited(*address));
        let source = source.map(address_key);
        let mut unsent = self.unsent.lock().unwrap_or_else(PoisonError::into_inner);
        let of_source = source.and_then(|source| unsent.by_source.get(&source)).copied();
        // A client may have one response of any size that fits into the total.
        let fits_source = of_source.is_none_or(|unsent| unsent + size <= MAX_PER_ADDRESS);
        if !fits_source || unsent.total + size > MAX_TOTAL {
            return None;
        }
        unsent.total += size;
        if let Some(source) = source {
            *unsent.by_source.entry(source).or_default() += size;
        }
        Some(BudgetPermit {
            budget: self.clone(),
            source,
            size,
        })
    }
}

impl Drop for BudgetPermit {
    fn drop(&mut self) {
        let mut unsent = self.budget.unsent.lock().unwrap_or_else(PoisonError::into_inner);
        unsent.total -= self.size;
        let Some(source) = self.source else { return };
        if let Some(size) = unsent.by_source.get_mut(&source) {
            *size -= self.size;
            if *size == 0 {
                unsent.by_source.remove(&source);
            }
        }
    }
}
