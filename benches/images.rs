//! Time of the image pipeline: decodes a phone's photo and encodes all its renditions.
//!
//! `taskset -c 0 cargo bench --bench images` processes ten photos of 12 megapixels one after another, on one core.
#![expect(clippy::unwrap_used, reason = "a failed measurement panics")]

use std::io::Write;
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use porchlight::images::ImagePipeline;

const PHOTOS: usize = 10;

fn main() {
    let photo = photo(4_000, 3_000);
    println!("a JPEG of 4,000 by 3,000 pixels and {} KB", photo.len() / 1_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut times: Vec<Duration> = (0..PHOTOS).map(|_| runtime.block_on(process(&photo))).collect();
    times.sort();
    println!("median {:?}, slowest {:?}", times[PHOTOS / 2], times[PHOTOS - 1]);
}

async fn process(photo: &[u8]) -> Duration {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(photo).unwrap();
    let began = Instant::now();
    let picture = ImagePipeline::default().process(file).await.unwrap();
    assert_eq!(picture.renditions.len(), 3);
    began.elapsed()
}

/// A JPEG of smooth shapes with noise, which compresses as photos do.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let wave = |scale: f32, at: u32| ((at as f32 / scale).sin() * 60.0 + 120.0) as u32;
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 28;
        let colour = |base: u32| u8::try_from((base + grain).min(255)).unwrap();
        Rgb([colour(wave(90.0, x)), colour(wave(70.0, y)), colour(wave(130.0, x + y))])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92)
        .encode_image(&picture)
        .unwrap();
    bytes
}
