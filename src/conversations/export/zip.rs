//! A conversation as a zip: `conversation.json`, its attachments, and `SHA256SUMS` with the checksums of all of them.
//! The zip is packed while it is sent.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::json;
use sha2::{Digest, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::query::ExportPage;
use crate::accounts::Person;
use crate::conversations::thread::Thread;
use crate::encoding::{ChecksumList, Hex, rfc3339};
use crate::entities::{Timestamp, attachment, message};
use crate::error::{AppError, Result};

const CONVERSATION: &str = "conversation.json";

/// Packs the zip into memory. The caller sends the bytes that each method returns.
pub struct ConversationZip {
    zip: ZipWriter<StreamWriter<OutputBuffer>>,
    output: OutputBuffer,
    /// The checksum of the current file.
    sum: Sha256,
    checksums: ChecksumList,
    /// Whether no message has been packed, so the next one needs no comma before it.
    is_empty: bool,
}

/// Bytes that are packed and not sent yet.
#[derive(Clone, Default)]
struct OutputBuffer(Arc<Mutex<Vec<u8>>>);

impl OutputBuffer {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for OutputBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ConversationZip {
    /// Starts `conversation.json` with everything except the messages.
    pub fn new(thread: &Thread, now: Timestamp) -> Result<Self> {
        let output = OutputBuffer::default();
        let mut zip = ZipWriter::new_stream(output.clone());
        zip.start_file(CONVERSATION, SimpleFileOptions::default())
            .map_err(AppError::unexpected)?;
        let mut archive = Self {
            zip,
            output,
            sum: Sha256::new(),
            checksums: ChecksumList::default(),
            is_empty: true,
        };
        let header = header_json(thread, now).to_string();
        let open = header.strip_suffix('}').unwrap_or(&header);
        archive.write(&format!("{open},\"messages\":["))?;
        Ok(archive)
    }

    /// Packs a page of messages, and returns the bytes that are ready to send. Compression runs on a blocking thread.
    pub async fn add(mut self, thread: &Thread, page: &ExportPage) -> Result<(Self, Vec<u8>)> {
        let mut lines = String::new();
        for row in &page.messages.rows {
            let message = message_json(thread, row, page);
            lines.push_str(if mem::take(&mut self.is_empty) { "\n" } else { ",\n" });
            // Writing to a String cannot fail.
            let _ = write!(lines, "{message}");
        }
        let pack = move || {
            self.write(&lines)?;
            let ready = self.output.take();
            Ok((self, ready))
        };
        tokio::task::spawn_blocking(pack).await.map_err(AppError::unexpected)?
    }

    /// Ends `conversation.json`. Attachments may follow.
    pub fn end_messages(mut self) -> Result<Self> {
        self.write("\n]}\n")?;
        self.add_checksum(CONVERSATION);
        Ok(self)
    }

    /// Starts an attachment; its chunks follow. It is stored without compression, because most file types are
    /// compressed.
    pub fn start_file(&mut self, row: &attachment::Model) -> Result<()> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip
            .start_file(file_name(row), stored)
            .map_err(AppError::unexpected)
    }

    /// Packs a chunk of the attachment, and returns the bytes that are ready to send.
    pub async fn add_chunk(mut self, chunk: Bytes) -> Result<(Self, Vec<u8>)> {
        let pack = move || {
            self.sum.update(&chunk);
            self.zip.write_all(&chunk).map_err(AppError::unexpected)?;
            let ready = self.output.take();
            Ok((self, ready))
        };
        tokio::task::spawn_blocking(pack).await.map_err(AppError::unexpected)?
    }

    /// Ends the attachment and adds its checksum.
    pub fn end_file(&mut self, row: &attachment::Model) {
        self.add_checksum(&file_name(row));
    }

    /// Packs `SHA256SUMS`, ends the zip and returns the remaining bytes.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.zip
            .start_file(ChecksumList::FILE_NAME, SimpleFileOptions::default())
            .map_err(AppError::unexpected)?;
        self.zip
            .write_all(self.checksums.text().as_bytes())
            .map_err(AppError::unexpected)?;
        self.zip.finish().map_err(AppError::unexpected)?;
        Ok(self.output.take())
    }

    fn add_checksum(&mut self, name: &str) {
        let digest = Hex::new(mem::take(&mut self.sum).finalize());
        self.checksums.add(name, &digest);
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.sum.update(text);
        self.zip.write_all(text.as_bytes()).map_err(AppError::unexpected)
    }
}

/// The path of an attachment in the zip. The id makes it unique.
fn file_name(row: &attachment::Model) -> String {
    format!("files/{}-{}", row.id, row.name)
}

/// A message as JSON. Optional fields without a value are left out.
fn message_json(thread: &Thread, row: &message::Model, page: &ExportPage) -> serde_json::Value {
    let own = row.sender_id == thread.viewer.id;
    let mut message = json!({
        "id": row.id.0,
        "sender": person(if own { &thread.viewer } else { &thread.other }),
        "text": row.text,
        "createdAt": rfc3339(row.created_at),
        "updatedAt": rfc3339(row.updated_at),
    });
    let files: Vec<_> = page.messages.attachments(row.id).map(file_name).collect();
    let left_out = page.versions.left_out(row.id);
    let versions = page.versions.of(row.id);
    let versions: Vec<_> = versions
        .map(|version| json!({ "text": version.text, "writtenAt": rfc3339(version.written_at) }))
        .collect();
    let optional = [
        ("editedAt", row.edited_at.map(|at| rfc3339(at).into())),
        (
            "earlierTexts",
            Some(versions.into()).filter(|_| row.edited_at.is_some()),
        ),
        (
            "earlierTextsLeftOut",
            Some(left_out).filter(|number| *number > 0).map(Into::into),
        ),
        ("files", Some(files).filter(|files| !files.is_empty()).map(Into::into)),
        ("unsentAt", row.unsent_at.map(|at| rfc3339(at).into())),
        ("replyTo", row.reply_to_id.map(|id| id.0.into())),
        ("reaction", row.reaction.map(|reaction| reaction.as_str().into())),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            message[name] = value;
        }
    }
    message
}

fn header_json(thread: &Thread, now: Timestamp) -> serde_json::Value {
    let (renter, owner) = if thread.is_renter {
        (&thread.viewer, &thread.other)
    } else {
        (&thread.other, &thread.viewer)
    };
    json!({
        "id": thread.id.0,
        "listing": {
            "id": thread.listing.id.0,
            "title": thread.listing.title,
            "city": thread.listing.city,
        },
        "renter": person(renter),
        "owner": person(owner),
        "createdAt": rfc3339(thread.created_at),
        "exportedAt": rfc3339(now),
    })
}

fn person(person: &Person) -> serde_json::Value {
    json!({ "id": person.id.0, "name": person.name })
}
