//! Photos of listings: upload, the owner's forms, access, the JSON API, and storage on disk and in an S3 bucket.

mod access;
mod api;
pub mod bucket;
mod forms;
mod storage;
mod upload;
mod upload_timeouts;
