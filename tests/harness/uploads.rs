//! Multipart forms with files, as browsers send them.

use reqwest::{Method, RequestBuilder};
use views::urls;

use super::{Actor, TestResponse};

const BOUNDARY: &str = "----porchlight";

/// A multipart body with files, each a field name, a file name and its contents.
pub fn form(files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, name, bytes) in files {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"").bytes());
        body.extend(format!("; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

/// A multipart body with text fields before the files.
pub fn form_with(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(head.bytes());
    }
    body.extend(form(files));
    body
}

/// Adds a multipart body and its content type.
pub fn as_form(request: RequestBuilder, body: impl Into<reqwest::Body>) -> RequestBuilder {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    request.header("content-type", content_type).body(body)
}

impl Actor {
    /// Uploads files through the photo form of a listing.
    pub async fn uploads(&self, listing: i64, files: &[(&str, &[u8])]) -> TestResponse {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("photos", *name, *bytes)).collect();
        let request = self.request(Method::POST, urls::listing_photos(listing));
        self.send(as_form(request, form(&files))).await
    }

    /// Adds photos to a listing; returns the ids of all its photos in order.
    pub async fn adds_photos(&self, listing: i64, photos: &[&[u8]]) -> Vec<i64> {
        let files: Vec<_> = photos.iter().map(|bytes| ("photo.jpg", *bytes)).collect();
        self.uploads(listing, &files)
            .await
            .assert_redirect(urls::listing_photos(listing));
        self.photos_of(listing).await
    }

    /// The ids of a listing's photos in the order of the owner's form.
    pub async fn photos_of(&self, listing: i64) -> Vec<i64> {
        let page = self.get(urls::listing_photos(listing)).await;
        let ids = page.attributes("[data-place]", "id");
        let number = |id: &String| id.trim_start_matches("photo-").parse().expect("a photo's id");
        ids.iter().map(number).collect()
    }
}
