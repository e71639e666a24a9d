//! What every response tells the browser about safety.

use std::sync::{Arc, LazyLock};

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use views::assets;

use crate::http::request::htmx;

/// Scripts, styles and pictures come from here and nowhere else, and nothing is inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; \
     base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// The same for the self-refreshing frame of a thread, which our own page may hold.
const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; \
     base-uri 'self'; object-src 'none'; frame-ancestors 'self'";

/// A file that somebody sent can do nothing, even where it is opened by itself.
const SANDBOXED_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Marks a response that our own pages may hold in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Framed;

/// Marks a file that somebody sent.
#[derive(Clone, Copy, Debug)]
pub struct Sandboxed;

static ALWAYS: LazyLock<[(HeaderName, HeaderValue); 6]> = LazyLock::new(|| {
    [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-permitted-cross-domain-policies", "none"),
    ]
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
});

/// Adds the headers to whatever comes, errors included. `https` adds HSTS for a year.
///
/// # Errors
/// None of its own: whatever the endpoint returns.
pub async fn add_security_headers<E: Endpoint>(endpoint: Arc<E>, https: bool, request: Request) -> Result<Response> {
    let fragment = htmx::is_htmx(request.headers());
    let mut response = endpoint.call(request).await?.into_response();
    let framed = response.extensions().get::<Framed>().is_some();
    let sandboxed = response.extensions().get::<Sandboxed>().is_some();
    let headers = response.headers_mut();
    add_all(headers, framed, https);
    if sandboxed {
        let policy = HeaderValue::from_static(SANDBOXED_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if !fragment && is_html(headers) {
        headers.append(header::LINK, STYLE_FIRST.clone());
    }
    Ok(response)
}

/// Lets a browser fetch the style sheet before it has read the page.
static STYLE_FIRST: LazyLock<HeaderValue> = LazyLock::new(|| {
    let link = format!("<{}>; rel=preload; as=style", assets::STYLE);
    HeaderValue::try_from(link).unwrap_or(HeaderValue::from_static(""))
});

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}

/// What an answer without a body carries.
pub fn without_body(https: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    add_all(&mut headers, false, https);
    headers
}

fn add_all(headers: &mut HeaderMap, framed: bool, https: bool) {
    add(headers, framed);
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

/// Adds what every answer carries, whatever made it. `framed` lets our own pages hold it in a frame.
pub fn add(headers: &mut HeaderMap, framed: bool) {
    // Room for these, the next three and what others add: growing, the map would be copied.
    headers.reserve(2 * ALWAYS.len());
    for (name, value) in &*ALWAYS {
        headers.insert(name.clone(), value.clone());
    }
    let (policy, frame_options) = if framed {
        (FRAMED_POLICY, "SAMEORIGIN")
    } else {
        (CONTENT_SECURITY_POLICY, "DENY")
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(frame_options));
    // What does not say how long it may be kept is for this one reader, this one time.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}
