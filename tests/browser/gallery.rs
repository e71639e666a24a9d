//! Visual regression test of every component in every state. `PORCHLIGHT_UPDATE_GALLERY=1` stores new reference images.
//!
//! Images are compared at a quarter of their size, so that font smoothing has no effect. Differing images are written
//! to `target/gallery` in full size. Chromium only: other browsers render text and borders differently.

use std::fs::{self, File};
use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};

use serde_json::json;
use thirtyfour::prelude::*;

use super::driver::Theme;
use super::site::Site;
use crate::harness::test_env;

/// Browser pixels for each pixel of a reference image, in each direction.
const SCALE: usize = 4;

/// Tolerated difference of a colour channel, of 255.
const TOLERANCE: u8 = 32;

/// Tolerated pixels in a thousand that differ by more.
const TOLERATED_PER_MILLE: usize = 2;

/// The fonts of the reference images, independent of the installed ones.
const FONTS: &str = "for (const [name, font] of [['--sans', 'Liberation Sans'], ['--serif', 'Liberation Serif']])
    document.documentElement.style.setProperty(name, font);";

const SPECIMENS: &str = "[...document.querySelectorAll('[data-specimen]')].map((one) => one.id)";

/// Shows one specimen at a time, so that the height of one does not shift the others by part of a pixel. Its animations
/// stay at their start, however late the screenshot is taken.
const SHOW_ONE: &str = "((id) => {
    document.querySelectorAll('[data-specimen]').forEach((one) => { one.hidden = one.id !== id; });
    document.getAnimations().forEach((one) => { one.pause(); one.currentTime = 0; });
})";

struct Image {
    width: usize,
    height: usize,
    /// Red, green and blue, row by row.
    pixels: Vec<[u8; 3]>,
}

impl Image {
    fn read(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(file));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("an image that fits")];
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
        let file = BufWriter::new(File::create(path).expect("a file for the image"));
        let size = [self.width, self.height].map(|side| u32::try_from(side).expect("a small image"));
        let mut encoder = png::Encoder::new(file, size[0], size[1]);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().expect("space for an image");
        writer
            .write_image_data(self.pixels.as_flattened())
            .expect("space for an image");
    }

    /// Scales down: each square of pixels becomes its average.
    fn scaled_down(&self) -> Self {
        let (width, height) = (self.width / SCALE, self.height / SCALE);
        let average = |column: usize, row: usize, channel: usize| {
            let square = (0..SCALE * SCALE).map(|index| {
                let (x, y) = (column * SCALE + index % SCALE, row * SCALE + index / SCALE);
                usize::from(self.pixels[y * self.width + x][channel])
            });
            u8::try_from(square.sum::<usize>() / (SCALE * SCALE)).expect("an average of bytes")
        };
        let coordinates = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
        Self {
            width,
            height,
            pixels: coordinates
                .map(|(x, y)| [0, 1, 2].map(|channel| average(x, y, channel)))
                .collect(),
        }
    }

    /// Describes the difference; `None` within the tolerance.
    fn difference(&self, reference: &Self) -> Option<String> {
        if (self.width, self.height) != (reference.width, reference.height) {
            let (was, is) = ((reference.width, reference.height), (self.width, self.height));
            return Some(format!("the size was {was:?} and is {is:?}, in squares of {SCALE} px"));
        }
        let is_far = |(is, was): &(&[u8; 3], &[u8; 3])| (0..3).any(|one| is[one].abs_diff(was[one]) > TOLERANCE);
        let far = self.pixels.iter().zip(&reference.pixels).filter(is_far).count();
        (far * 1_000 > self.pixels.len() * TOLERATED_PER_MILLE)
            .then(|| format!("{far} of {} squares differ", self.pixels.len()))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares one specimen with its reference image, or stores a new one.
fn compare(name: &str, file: &[u8]) -> Option<String> {
    let reference = root().join("tests/browser/gallery").join(format!("{name}.png"));
    let image = Image::read(file).scaled_down();
    if test_env("PORCHLIGHT_UPDATE_GALLERY", "PORCHLIGHT_PICTURES").is_some() {
        fs::create_dir_all(reference.parent()?).expect("a folder for images");
        image.write(&reference);
        return None;
    }
    let difference = match fs::read(&reference) {
        Ok(file) => image.difference(&Image::read(&file))?,
        Err(_) => "there is no reference image".to_owned(),
    };
    let actual = root().join("target/gallery").join(format!("{name}.png"));
    fs::create_dir_all(actual.parent()?).expect("a folder for images");
    fs::write(&actual, file).expect("space for an image");
    Some(format!("{name}: {difference}; see {}", actual.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn components_match_their_reference_images() {
    let site = Site::start().await;
    let mut differences = Vec::new();

    for (theme, folder) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let visitor = site.visitor_in(theme).await;
        let still = json!({ "features": [
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "prefers-color-scheme", "value": folder },
        ] });
        if !visitor
            .browser
            .devtools_command("Emulation.setEmulatedMedia", still)
            .await
        {
            return;
        }
        visitor.goes_to("/_gallery").await;
        visitor.runs(FONTS).await;
        // A screenshot is cut off at the edge of the window.
        let height: u32 = visitor.page("document.documentElement.scrollHeight").await;
        visitor.looks_through(1280, height).await;
        let specimens: Vec<String> = visitor.page(SPECIMENS).await;
        assert!(specimens.len() > 10, "{specimens:?}");
        for id in specimens {
            visitor.runs(&format!("{SHOW_ONE}('{id}')")).await;
            let element = visitor.driver.find(By::Id(&id)).await.expect("the specimen");
            let file = element.screenshot_as_png().await.expect("a screenshot");
            differences.extend(compare(&format!("{folder}/{id}"), &file));
        }
    }

    assert!(differences.is_empty(), "{differences:#?}");
}
