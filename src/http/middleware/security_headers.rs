//! Security headers of every response: Content-Security-Policy, HSTS, framing, referrer and cache policies.

use std::sync::{Arc, LazyLock};

use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use views::assets;

use crate::http::request::htmx;

/// Allows scripts, styles and pictures of the site's own origin only, and nothing inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; \
     base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// The policy of the self-refreshing frame of a thread, which pages of the site may embed.
const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; \
     base-uri 'self'; object-src 'none'; frame-ancestors 'self'";

/// The policy of an uploaded file: a sandbox without scripts and subresources, also when the file is opened as a page.
const SANDBOXED_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Marks a response that pages of the site may embed in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Framed;

/// Marks an uploaded file.
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

/// Adds the security headers to every response, errors included. `https` adds HSTS for a year. A poll without changes
/// gets [`poll_headers`] only.
pub async fn add_security_headers<E: Endpoint>(endpoint: Arc<E>, https: bool, request: Request) -> Result<Response> {
    let fragment = htmx::is_htmx(request.headers());
    let is_get = request.method() == Method::GET;
    let mut response = endpoint.call(request).await?.into_response();
    if is_get && response.status() == StatusCode::NO_CONTENT {
        response.headers_mut().extend(poll_headers(https));
        return Ok(response);
    }
    let framed = response.extensions().get::<Framed>().is_some();
    let sandboxed = response.extensions().get::<Sandboxed>().is_some();
    let headers = response.headers_mut();
    add_all(headers, framed, https);
    if sandboxed {
        let policy = HeaderValue::from_static(SANDBOXED_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if !fragment && is_html(headers) {
        headers.append(header::LINK, STYLE_PRELOAD.clone());
    }
    Ok(response)
}

/// `Link: rel=preload`: the browser loads the style sheet before it has parsed the page.
static STYLE_PRELOAD: LazyLock<HeaderValue> = LazyLock::new(|| {
    let link = format!("<{}>; rel=preload; as=style", assets::STYLE);
    HeaderValue::try_from(link).unwrap_or(HeaderValue::from_static(""))
});

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}

/// The security headers as a map, for early responses, which bypass the middleware.
pub fn default_headers(https: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    add_all(&mut headers, false, https);
    headers
}

/// The headers of a poll without changes, a 204: the cache policy, and HSTS over https. It has no content, so the
/// policies for documents, scripts and frames would apply to nothing. Such polls are nearly all responses, and their
/// headers are all that they send.
pub fn poll_headers(https: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    headers
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// One year.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

fn add_all(headers: &mut HeaderMap, framed: bool, https: bool) {
    add(headers, framed);
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

/// Adds the headers of every response, except HSTS. With `framed`, pages of the site may embed it in a frame.
fn add(headers: &mut HeaderMap, framed: bool) {
    // Space for these, the next three, and those of handlers: a map that grows is copied.
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
    // A response without its own cache policy may be private, so no cache may store it.
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
}
