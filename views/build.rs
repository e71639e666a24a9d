//! Joins, names, compresses and embeds what `assets/` holds. A file's name carries the start of its SHA-256,
//! so a browser may keep it for ever.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The order matters inside a layer: what comes later wins.
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

/// The scripts of others, in the order in which they must run; ours follows.
const SCRIPTS: [&str; 2] = ["htmx.min.js", "hx-ws.min.js"];

/// What only some pages need, a file each: the constant with its address, what it is for, and its name.
const EXTRAS: [(&str, &str, &str); 3] = [
    ("PHOTOS_SCRIPT", "What only the form with photos needs.", "photos"),
    (
        "ATTACHMENTS_SCRIPT",
        "What only a composer needs, for files.",
        "attachments",
    ),
    (
        "TYPING_SCRIPT",
        "What only a composer needs, for what is typed into it.",
        "typing",
    ),
];

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";
const WEBP: &str = "image/webp";

/// One file as it will be served.
struct Built {
    path: String,
    content_type: &'static str,
    hash: String,
    file: PathBuf,
    brotli: Option<PathBuf>,
    gzip: Option<PathBuf>,
}

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../assets");
    let assets = Path::new("../assets");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let art = pictures(&out, &assets.join("art"), "svg", SVG)?;
    let homes = pictures(&out, &assets.join("photos"), "webp", WEBP)?;
    let icons = build(&out, "icons", "svg", SVG, &fs::read(assets.join("icons.svg"))?)?;
    let logo = build(&out, "logo", "svg", SVG, &fs::read(assets.join("logo.svg"))?)?;
    let app = pictures(&out, &assets.join("app"), "png", PNG)?;
    let css = with_hashed_urls(&joined(&assets.join("styles"), &STYLES)?, &art);
    let style = build(&out, "porchlight", "css", CSS, css.as_bytes())?;
    let scripts = assets.join("scripts");
    let js = joined(&scripts, &SCRIPTS)? + &without_comments(&joined(&scripts, &["app.js"])?);
    let script = build(&out, "porchlight", "js", JAVASCRIPT, js.as_bytes())?;

    let mut code = String::new();
    constant(&mut code, "STYLE", "The one stylesheet.", &style)?;
    constant(&mut code, "SCRIPT", "The one script: htmx and our extras.", &script)?;
    let mut extras = Vec::new();
    for (constant_name, doc, name) in EXTRAS {
        let js = without_comments(&joined(&scripts, &[&format!("{name}.js")])?);
        let extra = build(&out, name, "js", JAVASCRIPT, js.as_bytes())?;
        constant(&mut code, constant_name, doc, &extra)?;
        extras.push(extra);
    }
    constant(&mut code, "ICONS", "The icons, one symbol each.", &icons)?;
    constant(&mut code, "LOGO", "The tile a browser shows beside the title.", &logo)?;
    table(&mut code, "ART", &art)?;
    table(&mut code, "APP", &app)?;
    table(&mut code, "HOMES", &homes)?;
    let all = [style, script, icons, logo].into_iter().chain(extras);
    let pictures = art.into_iter().chain(homes).chain(app).map(|(_, built)| built);
    listing(&mut code, all.chain(pictures))?;
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

fn joined(folder: &Path, names: &[&str]) -> Outcome<String> {
    let mut whole = String::new();
    for name in names {
        let part = fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        whole.push_str(&part);
        whole.push('\n');
    }
    Ok(whole)
}

/// Our own script without what only speaks to whoever reads its source: comments, indents and empty lines. A comment
/// has a line of its own, or stands after code and a space; no string of ours holds ` // `.
fn without_comments(script: &str) -> String {
    let mut code = String::with_capacity(script.len());
    for line in script.lines() {
        let line = line.split_once(" // ").map_or(line, |(before, _)| before).trim();
        if !line.is_empty() && !line.starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// Every picture of a folder, in the order of its names.
fn pictures(out: &Path, folder: &Path, kind: &str, content_type: &'static str) -> Outcome<Vec<(String, Built)>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == kind));
    files.sort();
    let mut pictures = Vec::new();
    for file in files {
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("an unreadable file name")?;
        pictures.push((
            name.to_owned(),
            build(out, name, kind, content_type, &fs::read(&file)?)?,
        ));
    }
    Ok(pictures)
}

fn with_hashed_urls(css: &str, art: &[(String, Built)]) -> String {
    art.iter().fold(css.to_owned(), |css, (name, built)| {
        css.replace(&format!("art/{name}.svg"), &built.path)
    })
}

fn build(out: &Path, name: &str, kind: &str, content_type: &'static str, bytes: &[u8]) -> Outcome<Built> {
    let hash: String = Sha256::digest(bytes)
        .iter()
        .take(5)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let file_name = format!("{name}.{hash}.{kind}");
    let file = out.join(&file_name);
    fs::write(&file, bytes)?;
    let brotli = kept_if_smaller(&file, "br", &brotli(bytes)?, bytes)?;
    let gzip = kept_if_smaller(&file, "gz", &gzip(bytes)?, bytes)?;
    Ok(Built {
        path: format!("/assets/{file_name}"),
        content_type,
        hash,
        file,
        brotli,
        gzip,
    })
}

fn brotli(mut bytes: &[u8]) -> Outcome<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut packed, &params)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn kept_if_smaller(file: &Path, suffix: &str, packed: &[u8], plain: &[u8]) -> Outcome<Option<PathBuf>> {
    if packed.len() >= plain.len() {
        return Ok(None);
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    fs::write(&name, packed)?;
    Ok(Some(PathBuf::from(name)))
}

fn constant(code: &mut String, name: &str, doc: &str, built: &Built) -> Outcome<()> {
    writeln!(code, "/// {doc}\npub const {name}: &str = {:?};", built.path)?;
    Ok(())
}

fn table(code: &mut String, name: &str, pictures: &[(String, Built)]) -> Outcome<()> {
    writeln!(code, "const {name}: &[(&str, &str)] = &[")?;
    for (picture, built) in pictures {
        writeln!(code, "    ({picture:?}, {:?}),", built.path)?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn listing(code: &mut String, all: impl Iterator<Item = Built>) -> Outcome<()> {
    writeln!(
        code,
        "/// Everything the server hands out under `/assets/`.\npub static ASSETS: &[Asset] = &["
    )?;
    for built in all {
        let etag = format!("\"{}\"", built.hash);
        writeln!(
            code,
            "    Asset {{ path: {:?}, content_type: {:?}, etag: {etag:?}, bytes: {}, brotli: {}, gzip: {} }},",
            built.path,
            built.content_type,
            included(Some(&built.file)),
            included(built.brotli.as_ref()),
            included(built.gzip.as_ref()),
        )?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn included(file: Option<&PathBuf>) -> String {
    file.map_or_else(|| "&[]".to_owned(), |file| format!("include_bytes!({file:?})"))
}
