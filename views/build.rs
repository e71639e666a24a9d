//! Embeds the files of `assets/`: bundled, minified and compressed. Each file name contains the start of the SHA-256 of
//! the content, so browsers may cache it forever.

#[path = "build/bundle.rs"]
mod bundle;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bundle::{Result, bundle, minify_script, minify_style};
use sha2::{Digest, Sha256};

/// In cascade order: inside a layer, rules of later files override those of earlier ones.
const STYLES: [&str; 13] = [
    "layers.css",
    "reset.css",
    "tokens.css",
    "base.css",
    "layout.css",
    "ui.css",
    "listings.css",
    "photos.css",
    "comments.css",
    "conversations.css",
    "accounts.css",
    "api.css",
    "utilities.css",
];

/// Vendored scripts, which run before ours. The extension needs htmx before it.
const VENDORED: [&str; 2] = ["htmx.min.js", "hx-ws.min.js"];

/// The modules in `assets/scripts/app/`, each after those that it imports. Listeners of an event run in this order.
const MODULES: [&str; 16] = [
    "core",
    "cookies",
    "polling",
    "log",
    "focus",
    "announce",
    "composer",
    "outbox",
    "sending",
    "received",
    "sheet",
    "socket",
    "connection",
    "transitions",
    "panel",
    "start",
];

/// Scripts of single pages: the constant with the URL, its doc comment, and the file name without extension.
const EXTRAS: [(&str, &str, &str); 3] = [
    ("PHOTOS_SCRIPT", "The script of the photo form.", "photos"),
    (
        "ATTACHMENTS_SCRIPT",
        "The script of the composer for attachments.",
        "attachments",
    ),
    (
        "TYPING_SCRIPT",
        "The script of the composer for drafts and the typing indicator.",
        "typing",
    ),
];

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";
const WEBP: &str = "image/webp";

struct Asset {
    path: String,
    content_type: &'static str,
    hash: String,
    file: PathBuf,
    brotli: Option<PathBuf>,
    gzip: Option<PathBuf>,
}

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=../assets");
    let assets = Path::new("../assets");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let art = build_folder(&out, &assets.join("art"), "svg", SVG)?;
    let demo_photos = build_folder(&out, &assets.join("photos"), "webp", WEBP)?;
    let icons = build_asset(&out, "icons", "svg", SVG, &fs::read(assets.join("icons.svg"))?)?;
    let logo = build_asset(&out, "logo", "svg", SVG, &fs::read(assets.join("logo.svg"))?)?;
    let app_icons = build_folder(&out, &assets.join("app"), "png", PNG)?;
    let css = with_hashed_urls(&minify_style(&join(&assets.join("styles"), &STYLES)?), &art);
    let style = build_asset(&out, "porchlight", "css", CSS, css.as_bytes())?;
    let scripts = assets.join("scripts");
    let js = join(&scripts, &VENDORED)? + &app_script(&scripts.join("app"))?;
    let script = build_asset(&out, "porchlight", "js", JAVASCRIPT, js.as_bytes())?;

    let mut code = String::new();
    write_constant(&mut code, "STYLE", "The style sheet of all pages.", &style)?;
    write_constant(
        &mut code,
        "SCRIPT",
        "The script of all pages: htmx and our modules.",
        &script,
    )?;
    let mut extras = Vec::new();
    for (constant, doc, name) in EXTRAS {
        let js = minify_script(&join(&scripts, &[&format!("{name}.js")])?);
        let extra = build_asset(&out, name, "js", JAVASCRIPT, js.as_bytes())?;
        write_constant(&mut code, constant, doc, &extra)?;
        extras.push(extra);
    }
    write_constant(&mut code, "ICONS", "The icons, as symbols of one SVG file.", &icons)?;
    write_constant(&mut code, "LOGO", "The icon of the browser tab.", &logo)?;
    write_table(&mut code, "ART", &art)?;
    write_table(&mut code, "APP_ICONS", &app_icons)?;
    write_table(&mut code, "DEMO_PHOTOS", &demo_photos)?;
    let single = [style, script, icons, logo].into_iter().chain(extras);
    let images = art
        .into_iter()
        .chain(demo_photos)
        .chain(app_icons)
        .map(|(_, asset)| asset);
    write_assets(&mut code, single.chain(images))?;
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

fn app_script(folder: &Path) -> Result<String> {
    let mut modules = Vec::new();
    for name in MODULES {
        modules.push((name, join(folder, &[&format!("{name}.js")])?));
    }
    Ok(minify_script(&bundle(&modules)?))
}

/// Concatenates files of a folder in the given order.
fn join(folder: &Path, names: &[&str]) -> Result<String> {
    let mut joined = String::new();
    for name in names {
        let source = fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        joined.push_str(&source);
        joined.push('\n');
    }
    Ok(joined)
}

/// The images of a folder, sorted by name.
fn build_folder(
    out: &Path,
    folder: &Path,
    extension: &str,
    content_type: &'static str,
) -> Result<Vec<(String, Asset)>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    let mut images = Vec::new();
    for file in files {
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("an unreadable file name")?;
        images.push((
            name.to_owned(),
            build_asset(out, name, extension, content_type, &fs::read(&file)?)?,
        ));
    }
    Ok(images)
}

fn with_hashed_urls(css: &str, art: &[(String, Asset)]) -> String {
    art.iter().fold(css.to_owned(), |css, (name, asset)| {
        css.replace(&format!("art/{name}.svg"), &asset.path)
    })
}

fn build_asset(out: &Path, name: &str, extension: &str, content_type: &'static str, bytes: &[u8]) -> Result<Asset> {
    let hash: String = Sha256::digest(bytes)
        .iter()
        .take(5)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let file_name = format!("{name}.{hash}.{extension}");
    let file = out.join(&file_name);
    fs::write(&file, bytes)?;
    let brotli = write_if_smaller(&file, "br", &brotli(bytes)?, bytes)?;
    let gzip = write_if_smaller(&file, "gz", &gzip(bytes)?, bytes)?;
    Ok(Asset {
        path: format!("/assets/{file_name}"),
        content_type,
        hash,
        file,
        brotli,
        gzip,
    })
}

fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn write_if_smaller(file: &Path, suffix: &str, compressed: &[u8], plain: &[u8]) -> Result<Option<PathBuf>> {
    if compressed.len() >= plain.len() {
        return Ok(None);
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    fs::write(&name, compressed)?;
    Ok(Some(PathBuf::from(name)))
}

fn write_constant(code: &mut String, name: &str, doc: &str, asset: &Asset) -> Result<()> {
    writeln!(code, "/// {doc}\npub const {name}: &str = {:?};", asset.path)?;
    Ok(())
}

fn write_table(code: &mut String, name: &str, images: &[(String, Asset)]) -> Result<()> {
    writeln!(code, "const {name}: &[(&str, &str)] = &[")?;
    for (image, asset) in images {
        writeln!(code, "    ({image:?}, {:?}),", asset.path)?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn write_assets(code: &mut String, assets: impl Iterator<Item = Asset>) -> Result<()> {
    writeln!(
        code,
        "/// The files below `/assets/`.\npub static ASSETS: &[Asset] = &["
    )?;
    for asset in assets {
        let etag = format!("\"{}\"", asset.hash);
        writeln!(
            code,
            "    Asset {{ path: {:?}, content_type: {:?}, etag: {etag:?}, bytes: {}, brotli: {}, gzip: {} }},",
            asset.path,
            asset.content_type,
            include_bytes(Some(&asset.file)),
            include_bytes(asset.brotli.as_ref()),
            include_bytes(asset.gzip.as_ref()),
        )?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn include_bytes(file: Option<&PathBuf>) -> String {
    file.map_or_else(|| "&[]".to_owned(), |file| format!("include_bytes!({file:?})"))
}
