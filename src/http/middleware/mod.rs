//! Middleware around the handlers; [`crate::router`] shows the order.

pub mod body_limit;
pub mod compression;
pub mod csrf;
pub mod render_errors;
pub mod request_log;
pub mod security_headers;
