//! What the pages link to: embedded at build time, named by content.

/// One file under `/assets/`.
#[derive(Debug)]
pub struct Asset {
    /// Where it is served; the name changes with the content.
    pub path: &'static str,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its strong `ETag`, quotes included.
    pub etag: &'static str,
    /// The file itself.
    pub bytes: &'static [u8],
    /// The same in brotli; empty where that is not smaller.
    pub brotli: &'static [u8],
    /// The same in gzip; empty where that is not smaller.
    pub gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A drawing of the site by its name, such as `doorway-lit`.
pub fn art(name: &str) -> &'static str {
    ART.iter()
        .find(|(known, _)| *known == name)
        .map_or(LOGO, |(_, path)| path)
}

/// A picture of the installed app by its name, such as `icon-192`.
pub fn app_icon(name: &str) -> &'static str {
    APP_ICONS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(LOGO, |(_, path)| path)
}

/// The photo of the demo's n-th home, counted from 1 and starting over after the last.
pub fn demo_photo(n: usize) -> &'static str {
    DEMO_PHOTOS
        .get(n.saturating_sub(1) % DEMO_PHOTOS.len().max(1))
        .map_or(LOGO, |(_, path)| path)
}

/// The file that is served as `/assets/{name}`.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(name))
}
