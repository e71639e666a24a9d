//! CSRF check: rejects state-changing requests and WebSockets that a page of another origin sends.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Error, Request, Result};
use url::Url;

/// Checks the origin of a request that may change state, or that opens a WebSocket.
///
/// Browsers send `Sec-Fetch-Site`, older ones `Origin`. A request with neither header does not come from a page in a
/// browser (<https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html>).
///
/// # Errors
/// 403 for a request from a page of another origin.
pub fn check(request: &Request, public_url: &Url) -> Result<()> {
    // Browsers let a page of any origin open a WebSocket and read its messages: the server has to check the origin.
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && !request.headers().contains_key(header::UPGRADE);
    if is_safe || is_same_origin(request.headers(), public_url) {
        return Ok(());
    }
    tracing::warn!("A request was rejected: a page of another origin sent it.");
    Err(Error::from_status(StatusCode::FORBIDDEN))
}

fn is_same_origin(headers: &HeaderMap, public_url: &Url) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    if origin == public_url.origin().ascii_serialization() {
        return true;
    }
    // Over http, a site without a domain is reached as `localhost` and by IP address: compare with `Host`. A site over
    // https has a domain.
    let host = text(header::HOST.as_str());
    public_url.scheme() == "http" && host.is_some() && origin.strip_prefix("http://") == host
}
