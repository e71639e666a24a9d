//! Attachments of messages: upload, sending, access, downloads, hostile files, and crashes.

mod access;
mod crash;
mod download;
mod hostile_files;
mod sending;
mod upload;

use reqwest::Method;
use views::urls;

use crate::harness::uploads::{as_form, form, form_with};
use crate::harness::{Actor, TestResponse};

/// A small file with the signature of a PDF.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

impl Actor {
    /// Sends files with a text through the form of a conversation; the text may be empty. The idempotency key is always
    /// the same.
    pub async fn sends_files(&self, conversation: i64, text: &str, files: &[(&str, &[u8])]) -> TestResponse {
        self.sends_files_as(conversation, "files-once", text, files).await
    }

    /// Sends files with this idempotency key.
    pub async fn sends_files_as(
        &self,
        conversation: i64,
        client_id: &str,
        text: &str,
        files: &[(&str, &[u8])],
    ) -> TestResponse {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("files", *name, *bytes)).collect();
        let body = form_with(&[("client_id", client_id), ("text", text)], &files);
        let request = self.request(Method::POST, urls::conversation_files(conversation));
        self.send(as_form(request, body)).await
    }

    /// Uploads files before their message, as the composer does.
    pub async fn uploads_attachments(&self, conversation: i64, files: &[(&str, &[u8])]) -> TestResponse {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("files", *name, *bytes)).collect();
        let request = self.request(Method::POST, urls::upload_attachments(conversation));
        let page = urls::conversation(conversation);
        self.send(self.hx(as_form(request, form(&files)), &page)).await
    }
}

impl TestResponse {
    /// The ids of the uploaded attachments, which have no message yet.
    pub fn attachment_ids(&self) -> Vec<String> {
        self.attributes("li [name=attachment_ids]", "value")
    }
}
