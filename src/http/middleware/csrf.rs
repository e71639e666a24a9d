//! CSRF check: rejects state-changing requests and WebSockets that a page of another origin sends.

use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Error, Request, Result};
use url::{Host, Url};

/// Checks the origin of a request that may change state, or that opens a WebSocket.
///
/// Browsers send `Sec-Fetch-Site`, older ones `Origin`, and the oldest only `Referer`. A request with none of them does
/// not come from a page in a browser
/// (<https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html>).
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
    tracing::warn!(
        "A request was rejected: a page of another origin sent it. The origin of this site is PORCHLIGHT_PUBLIC_URL."
    );
    Err(Error::from_status(StatusCode::FORBIDDEN))
}

fn is_same_origin(headers: &HeaderMap, public_url: &Url) -> bool {
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match (headers.get(header::ORIGIN), headers.get(header::REFERER)) {
        (Some(origin), _) => is_own_origin(text(origin), headers, public_url),
        (None, Some(referrer)) => Url::parse(&String::from_utf8_lossy(referrer.as_bytes()))
            .is_ok_and(|page| is_own_origin(&page.origin().ascii_serialization(), headers, public_url)),
        (None, None) => true,
    }
}

/// Whether an origin is that of the public URL, or that of a request to the site by `localhost` or an IP address.
fn is_own_origin(origin: &str, headers: &HeaderMap, public_url: &Url) -> bool {
    if origin == public_url.origin().ascii_serialization() {
        return true;
    }
    // Over http, a site without a domain is reached as `localhost` and by IP address: compare with `Host`. A site over
    // https has a domain.
    let host = headers.get(header::HOST).map(text);
    public_url.scheme() == "http"
        && host.is_some()
        && origin.strip_prefix("http://") == host
        && is_fixed(origin, public_url)
}

/// Whether no other site can point the host of an origin at this server: it is an IP address, `localhost` or the host of
/// the public URL. A name in the DNS of an attacker could resolve to any address (DNS rebinding).
fn is_fixed(origin: &str, public_url: &Url) -> bool {
    Url::parse(origin).is_ok_and(|origin| match origin.host() {
        Some(Host::Domain(name)) => name == "localhost" || Some(name) == public_url.domain(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    })
}

fn text(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or_default()
}
