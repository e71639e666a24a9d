//! HTTP without any feature: the listener, middleware, reading requests, writing responses.

pub mod listener;
pub mod middleware;
pub mod request;
pub mod response;
pub mod wait_budget;

/// Whether a path belongs to the JSON API, whose errors are JSON.
pub fn is_api(path: &str) -> bool {
    path == "/api" || (path.starts_with("/api/") && path != "/api/docs")
}
