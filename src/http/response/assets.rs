//! Serves style sheets, scripts and pictures from memory. Their names contain a hash of the content, so clients cache
//! them for ever (`immutable`).

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::Path;
use poem::{Body, Error, Response, Result, handler};
use views::assets::{self, Asset};

use crate::http::middleware::compression::accepts_encoding;

/// `GET /assets/{name}`
///
/// # Errors
/// 404 for a name that is not an asset of this version.
#[handler]
pub fn show(Path(name): Path<String>, headers: &HeaderMap) -> Result<Response> {
    let asset = assets::find(&name).ok_or_else(|| Error::from_status(StatusCode::NOT_FOUND))?;
    let mut response = Response::builder()
        .content_type(asset.content_type)
        .header(header::ETAG, asset.etag)
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::VARY, "Accept-Encoding")
        .finish();
    if is_not_modified(headers, asset.etag) {
        response.set_status(StatusCode::NOT_MODIFIED);
        return Ok(response);
    }
    let (encoding, bytes) = variant(asset, headers);
    if let Some(encoding) = encoding {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response.set_body(Body::from_bytes(bytes::Bytes::from_static(bytes)));
    Ok(response)
}

/// The smallest encoding of an asset that the client accepts, with its bytes; None for the unencoded bytes.
fn variant(asset: &'static Asset, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    [("br", asset.brotli), ("gzip", asset.gzip)]
        .into_iter()
        .find(|(encoding, bytes)| !bytes.is_empty() && accepts_encoding(headers, encoding))
        .map_or((None, asset.bytes), |(encoding, bytes)| (Some(encoding), bytes))
}

/// Whether `If-None-Match` contains this ETag (RFC 9110, section 13.1.2), so that the response is 304.
pub fn is_not_modified(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .any(|cached| cached.strip_prefix(b"W/").unwrap_or(cached) == etag.as_bytes())
}
