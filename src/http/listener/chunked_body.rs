//! Response bodies in chunks of at most 16 KiB, so that the server passes on only as much as the client takes.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::h2_stall::set_chunks_sent;
use super::response_budget::BudgetPermit;

/// Maximum size of a chunk of a response, in bytes. h2 does not report when a chunk has been sent: it counts as read
/// once the flow control window has room for the first byte of the next chunk.
const CHUNK: usize = 16 * 1024;

/// A response's body in chunks, which also counts them for the timer of an HTTP/2 stream.
pub struct ChunkedBody<B> {
    body: B,
    unsent: Bytes,
    _permit: Option<BudgetPermit>,
}

impl<B> ChunkedBody<B> {
    pub fn wrap(response: hyper::Response<B>) -> hyper::Response<Self> {
        response.map(|body| Self {
            body,
            unsent: Bytes::new(),
            _permit: None,
        })
    }

    /// A body that counts against the budget until its last chunk has been taken.
    pub fn counted(body: B, permit: BudgetPermit) -> Self {
        Self {
            body,
            unsent: Bytes::new(),
            _permit: Some(permit),
        }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for ChunkedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.unsent.is_empty() {
            set_chunks_sent(|_| 0);
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) if frame.is_data() => self.unsent = frame.into_data().unwrap_or_default(),
                other => return Poll::Ready(other),
            }
        }
        set_chunks_sent(|sent| sent.wrapping_add(1).max(1));
        let length = self.unsent.len().min(CHUNK);
        Poll::Ready(Some(Ok(Frame::data(self.unsent.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.unsent.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // hyper calls this before the first chunk, while `unsent` is empty.
        self.body.size_hint()
    }
}
