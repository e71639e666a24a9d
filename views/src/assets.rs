//! Assets embedded at build time. Their file names contain a hash of the content, so browsers may cache them forever.

/// A file below `/assets/`.
#[derive(Debug)]
pub struct Asset {
    /// The URL path. It contains a hash of the content.
    pub path: &'static str,
    pub content_type: &'static str,
    /// The strong `ETag`, with its quotes.
    pub etag: &'static str,
    /// The uncompressed content.
    pub bytes: &'static [u8],
    /// The content in brotli; empty where that is not smaller.
    pub brotli: &'static [u8],
    /// The content in gzip; empty where that is not smaller.
    pub gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The path of an illustration, by its name such as `doorway-lit`; the logo for an unknown name.
pub fn art(name: &str) -> &'static str {
    ART.iter()
        .find(|(known, _)| *known == name)
        .map_or(LOGO, |(_, path)| path)
}

/// The path of an icon of the installed app, by its name such as `icon-192`; the logo for an unknown name.
pub fn app_icon(name: &str) -> &'static str {
    APP_ICONS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(LOGO, |(_, path)| path)
}

/// The path of a photo of the demo, counted from 1. After the last one it starts again at the first.
pub fn demo_photo(n: usize) -> &'static str {
    DEMO_PHOTOS
        .get(n.saturating_sub(1) % DEMO_PHOTOS.len().max(1))
        .map_or(LOGO, |(_, path)| path)
}

/// The asset with the path `/assets/{name}`.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(name))
}
