//! Reads requests: client address, cookies, forms, JSON, multipart uploads, htmx headers, language.

pub mod client_ip;
pub mod cookies;
pub mod forms;
pub mod htmx;
pub mod json;
pub mod json_schema;
pub mod multipart;
pub mod page_limit;
pub mod preferred_language;
pub mod prefetch;
pub mod rejected_file;
