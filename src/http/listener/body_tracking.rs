//! Bodies that tell whose turn it is once they are over.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use poem::http::StatusCode;

use super::keep_alive::Turns;

/// A request's body that notes when it has been read to its end.
pub struct Noted<B> {
    body: B,
    turns: Turns,
    turn: u32,
}

impl<B> Noted<B> {
    /// Of the request of this turn.
    pub fn of(body: B, turns: Turns, turn: u32) -> Self {
        Self { body, turns, turn }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Noted<B> {
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
            self.turns.has_arrived(self.turn);
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

/// An answer's body, with which its turn ends: hyper lets go of it as soon as it has taken over the last of it, and not
/// before.
pub struct Told<B> {
    body: B,
    _end: Option<End>,
}

impl<B: Body> Told<B> {
    /// This answer, of the request under way. One that leads to another protocol never ends: no head ever comes there
    /// again.
    pub fn of(answer: hyper::Response<B>, turns: Turns) -> hyper::Response<Self> {
        let turn = turns.answers(answer.headers());
        let ends = answer.status() != StatusCode::SWITCHING_PROTOCOLS;
        answer.map(|body| Self {
            body,
            _end: ends.then(|| End { turns, turn }),
        })
    }
}

impl<B: Body + Unpin> Body for Told<B> {
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

/// The end of a turn.
struct End {
    turns: Turns,
    turn: u32,
}

impl Drop for End {
    fn drop(&mut self) {
        self.turns.has_answered(self.turn);
    }
}
