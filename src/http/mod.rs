//! The toolkit of the web that knows no feature: accepting connections, headers, limits, errors, assets.

pub mod assets;
pub mod body;
pub mod client;
pub mod compress;
pub mod cookies;
pub mod errors;
pub mod form_error;
pub mod forms;
pub mod headers;
pub mod htmx;
pub mod json;
pub mod language;
pub mod listener;
pub mod methods;
pub mod observe;
pub mod origin;
pub mod pieces;
pub mod problem;
pub mod ranges;
pub mod respond;
pub mod upload_form;
pub mod uploads;

/// Whether a path belongs to the JSON API, whose errors are JSON.
pub fn is_api(path: &str) -> bool {
    path == "/api" || (path.starts_with("/api/") && path != "/api/docs")
}
