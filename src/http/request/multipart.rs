//! File uploads (`multipart/form-data`, RFC 7578): streamed part by part, never held in memory as a whole.
//!
//! Limits: total size, number of parts, a minimum rate and a maximum pause (slow uploads).

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

/// Maximum size of a form with files, in bytes: the photos of a home, and some room for the other parts.
const MAX_BYTES: u64 = 460_000_000;

/// Minimum rate of an upload, in bytes per second: a phone with poor reception. Only the time that the server waits for
/// bytes counts.
const MIN_RATE: f64 = 8_000.0;

/// Maximum pause without bytes. Also the cap of the time budget: a fast start does not allow a longer pause later.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Time limit of an upload in total.
pub const UPLOAD_TIMEOUT: Duration = Duration::from_secs(2 * 3_600);

/// Maximum number of unread bytes in the parser. Without it, the head of a part without an end would grow without
/// limit.
const MAX_BUFFERED: u64 = 1_000_000;

const MAX_PARTS: usize = 100;

/// How many files are received before they are processed as a batch. Nothing is read during processing, so TCP flow
/// control stops the client. Each file takes a file descriptor.
pub const READ_AHEAD: usize = 8;

/// Maximum length of a file name, in characters; longer names are cut.
const MAX_NAME_LENGTH: usize = 60;

/// A form with files, parsed while it is uploaded.
pub struct MultipartBody {
    parts: multer::Multipart<'static>,
    /// Bytes of all parts that have been read.
    read: Arc<AtomicU64>,
    part_count: usize,
}

impl<'a> FromRequest<'a> for MultipartBody {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let boundary =
            multer::parse_boundary(content_type).map_err(|_| Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let read = Arc::<AtomicU64>::default();
        let parts = multer::Multipart::new(limited_stream(body.take()?, read.clone()), boundary);
        Ok(Self {
            parts,
            read,
            part_count: 0,
        })
    }
}

impl MultipartBody {
    /// The next part, once the one before it has been read or dropped.
    ///
    /// # Errors
    /// 400 when the form is malformed or interrupted, 408 when it is too slow, 413 when it is too large.
    pub async fn next(&mut self) -> Result<Option<MultipartPart>> {
        self.part_count += 1;
        if self.part_count > MAX_PARTS {
            return Err(Error::from_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let field = self.parts.next_field().await.map_err(to_status)?;
        Ok(field.map(|field| MultipartPart {
            field,
            read: self.read.clone(),
        }))
    }

    /// The number in the first field, which must have this name. None if the first part is another field, or no number.
    ///
    /// # Errors
    /// As [`MultipartBody::next`].
    pub async fn first_number(&mut self, name: &str) -> Result<Option<i64>> {
        const MAX_DIGITS: usize = 20;
        match self.next().await? {
            Some(part) if part.name() == name && part.file_name().is_none() => {
                Ok(part.text(MAX_DIGITS).await?.trim().parse().ok())
            }
            _ => Ok(None),
        }
    }
}

/// An uploaded file.
pub struct SavedFile {
    /// The saved bytes, up to the limit; or the error of creating or writing the file.
    pub file: Result<File, AppError>,
    /// How many bytes the client sent, including those beyond the limit.
    pub length: u64,
}

impl SavedFile {
    fn add(&mut self, bytes: &[u8], max_bytes: u64) {
        self.length += bytes.len() as u64;
        if let Ok(file) = &mut self.file
            && self.length <= max_bytes
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
    /// The name of the field.
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// The file name from the client, cleaned for display; never use it as a path. None when the part is no file.
    pub fn file_name(&self) -> Option<String> {
        self.field.file_name().map(display_name)
    }

    /// Saves up to `max_bytes` of the file; further bytes are read, counted and discarded. None when the part is empty.
    ///
    /// `open` creates the file at the first bytes. If it fails, all bytes are discarded and [`SavedFile::file`] holds
    /// the error: the caller may have a better reason to reject the file.
    ///
    /// # Errors
    /// As [`MultipartBody::next`].
    pub async fn save(
        mut self,
        max_bytes: u64,
        open: impl Fn() -> Result<File, AppError>,
    ) -> Result<Option<SavedFile>> {
        let mut saved = None;
        while let Some(bytes) = self.chunk().await? {
            if !bytes.is_empty() {
                let begin = || SavedFile {
                    file: open(),
                    length: 0,
                };
                saved.get_or_insert_with(begin).add(&bytes, max_bytes);
            }
        }
        Ok(saved)
    }

    /// The text of a field, with normalised line breaks.
    ///
    /// # Errors
    /// As [`MultipartBody::next`]; 400 when it is not UTF-8, 413 when it has more than `max_bytes`.
    pub async fn text(mut self, max_bytes: usize) -> Result<String> {
        let mut value = Vec::new();
        while let Some(bytes) = self.chunk().await? {
            value.extend_from_slice(&bytes);
            if value.len() > max_bytes {
                return Err(Error::from_status(StatusCode::PAYLOAD_TOO_LARGE));
            }
        }
        let text = std::str::from_utf8(&value).map_err(|_| Error::from_status(StatusCode::BAD_REQUEST))?;
        Ok(normalise_line_breaks(text))
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let bytes = self.field.chunk().await.map_err(to_status)?;
        let length = bytes.as_ref().map_or(0, Bytes::len);
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

/// Cleans an untrusted file name: only the last path segment, without control, invisible and bidirectional formatting
/// characters, cut to [`MAX_NAME_LENGTH`].
fn display_name(name: &str) -> String {
    let last_segment = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut short: String = last_segment
        .chars()
        .filter(is_visible)
        .take(MAX_NAME_LENGTH + 1)
        .collect();
    if short.chars().count() > MAX_NAME_LENGTH {
        short.pop();
        short.push('…');
    }
    short
}

/// Why reading a body failed.
#[derive(Debug, thiserror::Error)]
enum BodyError {
    #[error("the body arrived too slowly")]
    Slow,
    #[error("the body is too large")]
    Large,
    #[error("the body was interrupted: {0}")]
    Interrupted(io::Error),
}

/// A body that is being received, with its limits.
struct LimitedBody<S> {
    body: S,
    received: u64,
    read: Arc<AtomicU64>,
    /// Time budget for waiting (a token bucket). Waiting uses it up; bytes refill it at [`MIN_RATE`], up to
    /// [`TIMEOUT`].
    time_budget: Duration,
}

/// Streams a body within its limits. The time that the server takes for processing does not count.
fn limited_stream(body: Body, read: Arc<AtomicU64>) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static {
    let state = LimitedBody {
        body: body.into_bytes_stream().boxed(),
        received: 0,
        read,
        time_budget: TIMEOUT,
    };
    stream::try_unfold(state, |mut state| async move {
        // The parser reads every chunk that is ready before it parses any. Yielding gives it one chunk at a time.
        tokio::task::yield_now().await;
        let bytes = state.next().await?;
        Ok(bytes.map(|bytes| (bytes, state)))
    })
    .boxed()
}

impl<S: Stream<Item = io::Result<Bytes>> + Unpin> LimitedBody<S> {
    async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        let began = Instant::now();
        let bytes = tokio::time::timeout(self.time_budget, self.body.next())
            .await
            .map_err(|_| BodyError::Slow)?
            .transpose()
            .map_err(BodyError::Interrupted)?;
        let length = bytes.as_ref().map_or(0, Bytes::len);
        let refill = Duration::from_secs_f64(length as f64 / MIN_RATE);
        self.time_budget = TIMEOUT.min(self.time_budget.saturating_sub(began.elapsed()) + refill);
        self.received += length as u64;
        let unread = self.received.saturating_sub(self.read.load(Ordering::Relaxed));
        if self.received > MAX_BYTES || unread > MAX_BUFFERED {
            return Err(BodyError::Large);
        }
        Ok(bytes)
    }
}

fn to_status(error: multer::Error) -> Error {
    let cause = match &error {
        multer::Error::StreamReadFailed(cause) => cause.downcast_ref::<BodyError>(),
        _ => None,
    };
    Error::from_status(match cause {
        Some(BodyError::Slow) => StatusCode::REQUEST_TIMEOUT,
        Some(BodyError::Large) => StatusCode::PAYLOAD_TOO_LARGE,
        Some(BodyError::Interrupted(_)) | None => StatusCode::BAD_REQUEST,
    })
}
