//! A request that changes something must come from our own pages, or from no page at all.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Error, Request, Result};
use url::Url;

/// Refuses (403) a state-changing request, or a WebSocket, that a page of another origin sent, whatever cookies come
/// with it.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; what says neither is no
/// browser page (<https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html>).
///
/// # Errors
/// The refusal.
pub fn check(request: &Request, public_url: &Url) -> Result<()> {
    // Pages of any origin may open a WebSocket, and read what it says: browsers leave the check to the server.
    let changes_nothing = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && !request.headers().contains_key(header::UPGRADE);
    if changes_nothing || is_own(request.headers(), public_url) {
        return Ok(());
    }
    tracing::warn!("Refused a request that another origin's page sent.");
    Err(Error::from_status(StatusCode::FORBIDDEN))
}

fn is_own(headers: &HeaderMap, public_url: &Url) -> bool {
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
    // Without a name of its own yet, a site is reached as `localhost` as well as by its number. Over https it has one.
    let host = text(header::HOST.as_str());
    public_url.scheme() == "http" && host.is_some() && origin.strip_prefix("http://") == host
}
