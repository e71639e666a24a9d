//! Encodes the renditions of an image as lossy WebP.
//!
//! All browsers read WebP, and it is a third smaller than JPEG. The encoder is libwebp, a C library: it gets only
//! decoded pixels, and no byte of an uploaded file.

use bytes::Bytes;
use image::{DynamicImage, RgbImage};
use webp::{Encoder, WebPConfig};

use super::{ImageError, Rendition, decode, widths};

/// From 0 to 100. A higher quality makes no visible difference for photos.
const QUALITY: f32 = 78.0;

/// A rendition, and its mean colour.
pub struct Encoded {
    pub rendition: Rendition,
    /// As `#rrggbb`.
    pub colour: String,
}

/// Encodes an image at each of its widths, the smallest first. Each is scaled from the next larger one.
pub fn renditions(largest: RgbImage) -> Result<Vec<Encoded>, ImageError> {
    let (width, height) = largest.dimensions();
    let mut remaining: Vec<u32> = widths(width).collect();
    let mut picture = DynamicImage::ImageRgb8(largest);
    let mut encoded = Vec::with_capacity(remaining.len());
    while let Some(next) = remaining.pop() {
        if next < picture.width() {
            picture = decode::scaled(&picture, (next, scaled_height(next, width, height)))?;
        }
        encoded.push(encode(&picture)?);
    }
    encoded.reverse();
    Ok(encoded)
}

fn scaled_height(new_width: u32, width: u32, height: u32) -> u32 {
    (f64::from(new_width) * f64::from(height) / f64::from(width))
        .round()
        .max(1.0) as u32
}

fn encode(picture: &DynamicImage) -> Result<Encoded, ImageError> {
    let pixels = picture.as_rgb8().ok_or(ImageError::Broken)?;
    let mut config = WebPConfig::new().map_err(|()| ImageError::Broken)?;
    config.quality = QUALITY;
    let file = Encoder::from_rgb(pixels, pixels.width(), pixels.height())
        .encode_advanced(&config)
        .map_err(|_| ImageError::Broken)?;
    Ok(Encoded {
        rendition: Rendition {
            width: pixels.width(),
            bytes: Bytes::copy_from_slice(&file),
        },
        colour: mean_colour(pixels),
    })
}

/// As `#rrggbb`.
fn mean_colour(pixels: &RgbImage) -> String {
    let mut sums = [0u64; 3];
    for pixel in pixels.pixels() {
        for (sum, colour) in sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(colour);
        }
    }
    let count = (u64::from(pixels.width()) * u64::from(pixels.height())).max(1);
    let [red, green, blue] = sums.map(|sum| sum / count);
    format!("#{red:02x}{green:02x}{blue:02x}")
}
