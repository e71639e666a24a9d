//! Pictures and files that people send each other: sending, seeing, and what is refused.

mod bringing;
mod downloads;
mod hostile;
mod killed;
mod seeing;
mod sending;

use reqwest::Method;
use views::urls;

use crate::harness::uploads::{as_form, form, form_with};
use crate::harness::{Actor, Answer};

/// A small PDF, as far as anybody looks.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

impl Actor {
    /// Sends files through the form of a conversation, with some words or none.
    pub async fn sends_files(&self, conversation: i64, text: &str, files: &[(&str, &[u8])]) -> Answer {
        self.sends_files_as(conversation, "files-once", text, files).await
    }

    /// Sends files under a name of its own.
    pub async fn sends_files_as(
        &self,
        conversation: i64,
        client_id: &str,
        text: &str,
        files: &[(&str, &[u8])],
    ) -> Answer {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("files", *name, *bytes)).collect();
        let body = form_with(&[("client_id", client_id), ("text", text)], &files);
        let request = self.request(Method::POST, urls::files(conversation));
        self.send(as_form(request, body)).await
    }

    /// Brings files for a message, as the composer does.
    pub async fn brings(&self, conversation: i64, files: &[(&str, &[u8])]) -> Answer {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("files", *name, *bytes)).collect();
        let request = self.request(Method::POST, urls::upload_files(conversation));
        let page = urls::conversation(conversation);
        self.send(self.hx(as_form(request, form(&files)), &page)).await
    }
}

impl Answer {
    /// The ids of what was brought and waits.
    pub fn brought(&self) -> Vec<String> {
        self.attributes("li [name=attachment_ids]", "value")
    }
}
