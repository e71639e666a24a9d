//! Response bodies in chunks of at most 16 KiB, so that the server passes on only as much as the client takes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame, SizeHint};
use poem::Response;

use super::h2_stall::set_chunks_sent;
use super::response_budget::BudgetPermit;

/// Maximum size of a chunk of a response, in bytes. h2 does not report when a chunk has been sent: it counts as read
/// once the flow control window has room for the first byte of the next chunk.
const CHUNK: usize = 16 * 1024;

/// A response's body in chunks, which also counts them for the timer of an HTTP/2 stream.
#[derive(Default)]
pub struct ChunkedBody {
    body: BoxBody<Bytes, io::Error>,
    unsent: Bytes,
    _permit: Option<BudgetPermit>,
}

impl ChunkedBody {
    pub fn wrap(response: Response) -> hyper::Response<Self> {
        hyper::Response::from(response).map(|body| Self {
            body,
            ..Self::default()
        })
    }

    /// Counts the body against the budget until its last chunk has been taken.
    pub fn counted(self, permit: BudgetPermit) -> Self {
        Self {
            _permit: Some(permit),
            ..self
        }
    }
}

impl Body for ChunkedBody {
    type Data = Bytes;
    type Error = io::Error;

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
