//! File uploads (`multipart/form-data`, RFC 7578): streamed part by part, never held in memory as a whole.
//!
//! Limits: total size, number of parts, a minimum rate and a maximum pause (slow uploads).

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use poem::http::{StatusCode, header};
use poem::{Error, FromRequest, Request, RequestBody, Result};

use limited_body::{BodyError, Progress, limited_stream};

use super::forms::normalise_line_breaks;
use crate::error::AppError;
use crate::{storage, text};

mod limited_body;

/// Time limit of an upload in total.
pub const UPLOAD_TIMEOUT: Duration = Duration::from_secs(2 * 3_600);

const MAX_PARTS: usize = 100;

/// How many files are received before they are processed as a batch. Nothing is read during processing, so TCP flow
/// control stops the client. Each file takes a file descriptor.
pub const READ_AHEAD: usize = 8;

/// Maximum length of a file name, in characters; longer names are cut.
const MAX_NAME_LENGTH: usize = 60;

/// A form with files, parsed while it is uploaded.
pub struct MultipartBody {
    parts: multer::Multipart<'static>,
    progress: Arc<Progress>,
    boundary_length: usize,
    part_count: usize,
}

impl<'a> FromRequest<'a> for MultipartBody {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let boundary =
            multer::parse_boundary(content_type).map_err(|_| Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let progress = Arc::<Progress>::default();
        let boundary_length = boundary.len();
        let parts = multer::Multipart::new(limited_stream(body.take()?, progress.clone()), boundary);
        Ok(Self {
            parts,
            progress,
            boundary_length,
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
        self.progress.in_head.store(true, Ordering::Relaxed);
        let Some(field) = self.parts.next_field().await.map_err(to_status)? else {
            return Ok(None);
        };
        self.progress.in_head.store(false, Ordering::Relaxed);
        self.progress.add_read(self.boundary_length + head_length(&field));
        let progress = self.progress.clone();
        Ok(Some(MultipartPart { field, progress }))
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

/// The length of the head of a part, without its boundary, in bytes.
fn head_length(field: &multer::Field<'_>) -> usize {
    // The line breaks of the boundary and of the empty line, and the dashes; then `: ` and a line break a line.
    const SEPARATORS: usize = 8;
    let lines = field.headers().iter();
    let lines = lines.map(|(name, value)| name.as_str().len() + value.len() + 4);
    SEPARATORS + lines.sum::<usize>()
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
    progress: Arc<Progress>,
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
        self.progress.add_read(bytes.as_ref().map_or(0, Bytes::len));
        Ok(bytes)
    }
}

/// Cleans an untrusted file name: only the last path segment, without what changes the display of other text, and cut
/// to [`MAX_NAME_LENGTH`].
fn display_name(name: &str) -> String {
    text::file_name(name.rsplit(['/', '\\']).next().unwrap_or_default(), MAX_NAME_LENGTH)
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
