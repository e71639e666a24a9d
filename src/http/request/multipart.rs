//! Forms that carry files (`multipart/form-data`): read as they arrive, part by part, and never held as a whole.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use poem::http::{StatusCode, header};
use poem::{Body, Error, FromRequest, Request, RequestBody, Result};
use tokio::time::Instant;

use super::forms::normalise_line_breaks;
use crate::error::AppError;
use crate::storage;

/// The most bytes of a form with files, all of it: the photos of a home and a little around them.
const MAX_BYTES: u64 = 460_000_000;

/// How slowly a form may arrive, in bytes a second: a phone at the edge of its network. Counts only while we wait.
const SLOWEST: f64 = 8_000.0;

/// How long nothing at all may arrive, at any time: however quick the beginning was, nobody has saved up more than that.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long a form with files may take in all.
pub const UPLOAD_TIMEOUT: Duration = Duration::from_secs(2 * 3_600);

/// The most bytes that may wait inside the parser: the head of a part, whose end never comes, would grow for ever.
const MAX_BUFFERED: u64 = 1_000_000;

/// The most parts of a form.
const MAX_PARTS: usize = 100;

/// Files that are read before any of them is worked on: while that goes on nothing is read, and the sender waits with a
/// shut window. Each takes a descriptor.
pub const READ_AHEAD: usize = 8;

/// The longest name of a file that is told back, in characters.
const MAX_NAME_LENGTH: usize = 60;

/// A form with files, as it arrives.
pub struct MultipartBody {
    parts: multer::Multipart<'static>,
    read: Arc<AtomicU64>,
    seen: usize,
}

impl<'a> FromRequest<'a> for MultipartBody {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let boundary =
            multer::parse_boundary(content_type).map_err(|_| Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let read = Arc::<AtomicU64>::default();
        let parts = multer::Multipart::new(arriving(body.take()?, read.clone()), boundary);
        Ok(Self { parts, read, seen: 0 })
    }
}

impl MultipartBody {
    /// The next part, once the one before it has been read or dropped.
    ///
    /// # Errors
    /// 400 when the form cannot be read, 408 when it is too slow, 413 when it is too large.
    pub async fn next(&mut self) -> Result<Option<MultipartPart>> {
        self.seen += 1;
        if self.seen > MAX_PARTS {
            return Err(Error::from_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let field = self.parts.next_field().await.map_err(told)?;
        Ok(field.map(|field| MultipartPart {
            field,
            read: self.read.clone(),
        }))
    }

    /// The number in the field that has to be the first one; none if it is another field, or no number.
    ///
    /// # Errors
    /// As [`MultipartBody::next`].
    pub async fn first_number(&mut self, name: &str) -> Result<Option<i64>> {
        const LONGEST_NUMBER: usize = 20;
        match self.next().await? {
            Some(part) if part.name() == name && part.file_name().is_none() => {
                Ok(part.text(LONGEST_NUMBER).await?.trim().parse().ok())
            }
            _ => Ok(None),
        }
    }
}

/// A file as it arrived.
pub struct SavedFile {
    /// What of it is on our disk, or why it is not.
    pub file: Result<File, AppError>,
    /// How many bytes its sender's has.
    pub length: u64,
}

impl SavedFile {
    fn add(&mut self, bytes: &[u8], most: u64) {
        self.length += bytes.len() as u64;
        if let Ok(file) = &mut self.file
            && self.length <= most
            && let Err(error) = file.write_all(bytes)
        {
            self.file = Err(storage::io_error(error));
        }
    }
}

/// One part of a form: a field, or a file.
pub struct MultipartPart {
    field: multer::Field<'static>,
    read: Arc<AtomicU64>,
}

impl MultipartPart {
    /// What the form calls it.
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// What the sender calls the file, fit to be read by people and by nothing else. None when it is no file.
    pub fn file_name(&self) -> Option<String> {
        self.field.file_name().map(readable)
    }

    /// Writes the file, as long as it has no more bytes than `most`; what is beyond is read and left. It is `opened` when
    /// the first of them is there, and when that is refused all of it is read and left: who is told why, when the file is
    /// wrong in another way as well, is for the caller to say. None when there is nothing in it.
    ///
    /// # Errors
    /// As [`MultipartBody::next`].
    pub async fn save(mut self, most: u64, opened: impl Fn() -> Result<File, AppError>) -> Result<Option<SavedFile>> {
        let mut saved = None;
        while let Some(bytes) = self.chunk().await? {
            if !bytes.is_empty() {
                let begin = || SavedFile {
                    file: opened(),
                    length: 0,
                };
                saved.get_or_insert_with(begin).add(&bytes, most);
            }
        }
        Ok(saved)
    }

    /// What was typed into a field, up to so many bytes.
    ///
    /// # Errors
    /// As [`MultipartBody::next`]; 400 when it is no text.
    pub async fn text(mut self, most: usize) -> Result<String> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.chunk().await? {
            whole.extend_from_slice(&bytes);
            if whole.len() > most {
                return Err(Error::from_status(StatusCode::PAYLOAD_TOO_LARGE));
            }
        }
        let text = std::str::from_utf8(&whole).map_err(|_| Error::from_status(StatusCode::BAD_REQUEST))?;
        Ok(normalise_line_breaks(text))
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let bytes = self.field.chunk().await.map_err(told)?;
        let length = bytes.as_ref().map_or(0, Bytes::len);
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

/// Names come from anywhere: only their last part, without what cannot be seen or turns text around, and not all of it
/// when it is long.
fn readable(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut short: String = last.chars().filter(seen).take(MAX_NAME_LENGTH + 1).collect();
    if short.chars().count() > MAX_NAME_LENGTH {
        short.pop();
        short.push('…');
    }
    short
}

/// What went wrong with the bytes of a body.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the body arrived too slowly")]
    Slow,
    #[error("the body is too large")]
    Large,
    #[error("the body broke off: {0}")]
    Off(io::Error),
}

/// A body under way.
struct Arriving<S> {
    body: S,
    received: u64,
    read: Arc<AtomicU64>,
    /// How much longer may be waited: waiting uses it up, and what arrives fills it up again, to [`TIMEOUT`] at most.
    left: Duration,
}

/// The bytes of a body, with its limits. The time we take ourselves does not count against the sender.
fn arriving(body: Body, read: Arc<AtomicU64>) -> impl Stream<Item = Result<Bytes, Broken>> + Send + 'static {
    let state = Arriving {
        body: body.into_bytes_stream().boxed(),
        received: 0,
        read,
        left: TIMEOUT,
    };
    stream::try_unfold(state, |mut state| async move {
        // The parser takes what it can get before it looks at any of it. So it gets one piece at a time.
        tokio::task::yield_now().await;
        let bytes = state.next().await?;
        Ok(bytes.map(|bytes| (bytes, state)))
    })
    .boxed()
}

impl<S: Stream<Item = io::Result<Bytes>> + Unpin> Arriving<S> {
    async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        let began = Instant::now();
        let bytes = tokio::time::timeout(self.left, self.body.next())
            .await
            .map_err(|_| Broken::Slow)?
            .transpose()
            .map_err(Broken::Off)?;
        let length = bytes.as_ref().map_or(0, Bytes::len);
        let earned = Duration::from_secs_f64(length as f64 / SLOWEST);
        self.left = TIMEOUT.min(self.left.saturating_sub(began.elapsed()) + earned);
        self.received += length as u64;
        let unread = self.received.saturating_sub(self.read.load(Ordering::Relaxed));
        if self.received > MAX_BYTES || unread > MAX_BUFFERED {
            return Err(Broken::Large);
        }
        Ok(bytes)
    }
}

fn told(error: multer::Error) -> Error {
    let broken = match &error {
        multer::Error::StreamReadFailed(cause) => cause.downcast_ref::<Broken>(),
        _ => None,
    };
    Error::from_status(match broken {
        Some(Broken::Slow) => StatusCode::REQUEST_TIMEOUT,
        Some(Broken::Large) => StatusCode::PAYLOAD_TOO_LARGE,
        Some(Broken::Off(_)) | None => StatusCode::BAD_REQUEST,
    })
}
