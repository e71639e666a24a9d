//! Bodies that tell whose cycle_number it is once they are over.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use poem::http::StatusCode;

use super::keep_alive::RequestCycle;

/// A request's body that notes when it has been read to its end.
pub struct TrackedRequestBody<B> {
    body: B,
    cycle: RequestCycle,
    cycle_number: u32,
}

impl<B> TrackedRequestBody<B> {
    /// Of the request of this cycle_number.
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
        let is_whole = match &frame {
            Poll::Ready(None) => true,
            Poll::Ready(Some(Ok(_))) => self.body.is_end_stream(),
            _ => false,
        };
        if is_whole {
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

/// An answer's body, with which its cycle_number ends: hyper lets go of it as soon as it has taken over the last of it, and not
/// before.
pub struct TrackedResponseBody<B> {
    body: B,
    _end: Option<End>,
}

impl<B: Body> TrackedResponseBody<B> {
    /// This answer, of the request under way. One that leads to another protocol never ends: no head ever comes there
    /// again.
    pub fn wrap(answer: hyper::Response<B>, cycle: RequestCycle) -> hyper::Response<Self> {
        let cycle_number = cycle.start_response(answer.headers());
        let ends = answer.status() != StatusCode::SWITCHING_PROTOCOLS;
        answer.map(|body| Self {
            body,
            _end: ends.then(|| End { cycle, cycle_number }),
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

/// The end of a cycle_number.
struct End {
    cycle: RequestCycle,
    cycle_number: u32,
}

impl Drop for End {
    fn drop(&mut self) {
        self.cycle.finish_response(self.cycle_number);
    }
}
