//! Every component in every state looks as it did. `PORCHLIGHT_PICTURES=1` keeps the pictures as they are now.
//!
//! Pictures are compared a quarter of their size, so that the smoothing of letters does not count. What differs is left
//! in `target/gallery`, in full size. Only in Chromium: other browsers draw letters and borders in their own way.

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};

use serde_json::json;
use thirtyfour::prelude::*;

use super::driver::Theme;
use super::site::Stage;

/// Pixels of the browser that are one of the kept picture, each way.
const SCALE: usize = 4;

/// How far a colour may be off, of 255.
const CLOSE: u8 = 32;

/// How many pixels in a thousand may be further off: a letter here or there.
const STRAY: usize = 2;

/// The fonts of the kept pictures, whatever else is installed.
const FONTS: &str = "for (const [name, font] of [['--sans', 'Liberation Sans'], ['--serif', 'Liberation Serif']])
    document.documentElement.style.setProperty(name, font);";

const SPECIMENS: &str = "[...document.querySelectorAll('[data-specimen]')].map((one) => one.id)";

/// Shows one specimen by itself, so that none is drawn half a pixel lower because another one has grown.
const ALONE: &str =
    "((id) => document.querySelectorAll('[data-specimen]').forEach((one) => { one.hidden = one.id !== id; }))";

struct Picture {
    width: usize,
    height: usize,
    /// Red, green and blue, row by row.
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn read(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(file));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a picture that fits")];
        let frame = reader.next_frame(&mut bytes).expect("a whole PNG");
        let channels = frame.color_type.samples();
        assert!(channels >= 3, "in colour");
        Self {
            width: frame.width as usize,
            height: frame.height as usize,
            pixels: bytes[..frame.buffer_size()]
                .chunks(channels)
                .map(|pixel| [pixel[0], pixel[1], pixel[2]])
                .collect(),
        }
    }

    fn write(&self, path: &Path) {
        let file = BufWriter::new(File::create(path).expect("a file for the picture"));
        let size = [self.width, self.height].map(|side| u32::try_from(side).expect("a small picture"));
        let mut encoder = png::Encoder::new(file, size[0], size[1]);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().expect("room for a picture");
        writer
            .write_image_data(self.pixels.as_flattened())
            .expect("room for a picture");
    }

    /// Each square of pixels as their average.
    fn shrunk(&self) -> Self {
        let (width, height) = (self.width / SCALE, self.height / SCALE);
        let average = |column: usize, row: usize, channel: usize| {
            let square = (0..SCALE * SCALE).map(|place| {
                let (x, y) = (column * SCALE + place % SCALE, row * SCALE + place / SCALE);
                usize::from(self.pixels[y * self.width + x][channel])
            });
            u8::try_from(square.sum::<usize>() / (SCALE * SCALE)).expect("an average of bytes")
        };
        let places = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
        Self {
            width,
            height,
            pixels: places
                .map(|(x, y)| [0, 1, 2].map(|channel| average(x, y, channel)))
                .collect(),
        }
    }

    /// What is different, in words; nothing if it is close enough.
    fn difference(&self, kept: &Self) -> Option<String> {
        if (self.width, self.height) != (kept.width, kept.height) {
            let (was, is) = ((kept.width, kept.height), (self.width, self.height));
            return Some(format!("it was {was:?} and is {is:?}, in squares of {SCALE}"));
        }
        let is_far = |(is, was): &(&[u8; 3], &[u8; 3])| (0..3).any(|one| is[one].abs_diff(was[one]) > CLOSE);
        let far = self.pixels.iter().zip(&kept.pixels).filter(is_far).count();
        (far * 1_000 > self.pixels.len() * STRAY).then(|| format!("{far} of {} squares differ", self.pixels.len()))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares one specimen, or keeps it.
fn compare(name: &str, file: &[u8]) -> Option<String> {
    let kept = root().join("tests/browser/gallery").join(format!("{name}.png"));
    let picture = Picture::read(file).shrunk();
    if env::var_os("PORCHLIGHT_PICTURES").is_some() {
        fs::create_dir_all(kept.parent()?).expect("a folder for pictures");
        picture.write(&kept);
        return None;
    }
    let difference = match fs::read(&kept) {
        Ok(file) => picture.difference(&Picture::read(&file))?,
        Err(_) => "nobody kept a picture of it".to_owned(),
    };
    let now = root().join("target/gallery").join(format!("{name}.png"));
    fs::create_dir_all(now.parent()?).expect("a folder for pictures");
    fs::write(&now, file).expect("room for a picture");
    Some(format!("{name}: {difference}; see {}", now.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn components_look_as_they_did() {
    let stage = Stage::open().await;
    let mut differences = Vec::new();

    for (theme, folder) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let visitor = stage.visitor_in(theme).await;
        let still = json!({ "features": [
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "prefers-color-scheme", "value": folder },
        ] });
        if !visitor.browser.ask_devtools("Emulation.setEmulatedMedia", still).await {
            return;
        }
        visitor.goes_to("/_gallery").await;
        visitor.runs(FONTS).await;
        // A picture ends where the window does.
        let height: u32 = visitor.page("document.documentElement.scrollHeight").await;
        visitor.looks_through(1280, height).await;
        let specimens: Vec<String> = visitor.page(SPECIMENS).await;
        assert!(specimens.len() > 10, "{specimens:?}");
        for id in specimens {
            visitor.runs(&format!("{ALONE}('{id}')")).await;
            let element = visitor.driver.find(By::Id(&id)).await.expect("the specimen");
            let file = element.screenshot_as_png().await.expect("a picture of it");
            differences.extend(compare(&format!("{folder}/{id}"), &file));
        }
    }

    assert!(differences.is_empty(), "{differences:#?}");
}
