//! Bodies that report their end to the [`RequestCycle`], for keep-alive.
//!
//! A request's body ends when it has been read completely. A response ends when hyper drops its body.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use poem::http::StatusCode;

use super::keep_alive::RequestCycle;

/// A request's body that reports when it has been read to its end.
pub struct TrackedRequestBody<B> {
    body: B,
    cycle: RequestCycle,
    cycle_number: u32,
}

impl<B> TrackedRequestBody<B> {
    pub fn new(body: B, cycle: RequestCycle, cycle_number: u32) -> Self {
        Self {
            body,
            cycle,
            cycle_number,
        }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for TrackedRequestBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        let is_complete = match &frame {
            Poll::Ready(None) => true,
            Poll::Ready(Some(Ok(_))) => self.body.is_end_stream(),
            _ => false,
        };
        if is_complete {
            self.cycle.finish_request_body(self.cycle_number);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response's body that reports the end of the response when it is dropped. hyper drops a body as soon as it has
/// its last frame, not earlier.
pub struct TrackedResponseBody<B> {
    body: B,
    _finish: Option<FinishOnDrop>,
}

impl<B: Body> TrackedResponseBody<B> {
    /// Wraps the response to the request under way. A 101 response never ends: after an upgrade no request follows on
    /// this connection.
    pub fn wrap(response: hyper::Response<B>, cycle: RequestCycle) -> hyper::Response<Self> {
        let cycle_number = cycle.start_response(response.headers());
        let ends = response.status() != StatusCode::SWITCHING_PROTOCOLS;
        response.map(|body| Self {
            body,
            _finish: ends.then(|| FinishOnDrop { cycle, cycle_number }),
        })
    }
}

impl<B: Body + Unpin> Body for TrackedResponseBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct FinishOnDrop {
    cycle: RequestCycle,
    cycle_number: u32,
}

impl Drop for FinishOnDrop {
    fn drop(&mut self) {
        self.cycle.finish_response(self.cycle_number);
    }
}
