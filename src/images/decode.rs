//! Decodes a file to upright sRGB pixels, scaled to the largest rendition.

use std::fs::File;
use std::io::BufReader;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};

use super::header::Header;
use super::{ImageError, MAX_MEMORY, WIDTHS, colour_profile};

/// The largest ratio of height to width.
const MAX_HEIGHT_RATIO: u32 = 2;

/// Decodes a file with this header, scales it down, turns it upright and converts it to sRGB without transparency.
pub fn decode(file: File, header: &Header) -> Result<RgbImage, ImageError> {
    let mut reader = ImageReader::with_format(BufReader::new(file), header.format);
    reader.limits(limits(header));
    let mut decoder = reader.into_decoder().map_err(|_| ImageError::Broken)?;
    if decoder.dimensions() != (header.width, header.height) || decoder.total_bytes() > header.memory {
        return Err(ImageError::Broken);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let decoded = DynamicImage::from_decoder(decoder).map_err(|_| ImageError::Broken)?;
    let mut picture = scaled(&decoded, target_size(header, orientation))?;
    drop(decoded);
    picture.apply_orientation(orientation);
    let mut picture = on_white(picture);
    if let Some(profile) = profile {
        colour_profile::to_srgb(&mut picture, &profile);
    }
    Ok(picture)
}

fn limits(header: &Header) -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(header.width);
    limits.max_image_height = Some(header.height);
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

/// The size to scale to, before the image is turned upright: for a sideways image the limits of width and height are
/// swapped. Never larger than the original.
fn target_size(header: &Header, orientation: Orientation) -> (u32, u32) {
    let max = (WIDTHS[WIDTHS.len() - 1], WIDTHS[WIDTHS.len() - 1] * MAX_HEIGHT_RATIO);
    let max = if is_sideways(orientation) { (max.1, max.0) } else { max };
    fit((header.width, header.height), max)
}

fn is_sideways(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// The largest size with the same aspect ratio within `max`, at least 1 × 1 and never larger than the original.
fn fit((width, height): (u32, u32), max: (u32, u32)) -> (u32, u32) {
    let ratio = |max: u32, original: u32| f64::from(max) / f64::from(original);
    let factor = ratio(max.0, width).min(ratio(max.1, height)).min(1.0);
    let side = |original: u32| ((f64::from(original) * factor).round() as u32).max(1);
    (side(width), side(height))
}

/// Resizes with the Lanczos3 filter.
pub fn scaled(picture: &DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, ImageError> {
    let mut target = DynamicImage::new(width, height, picture.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(picture, &mut target, &options)
        .map_err(|_| ImageError::Broken)?;
    Ok(target)
}

/// Removes transparency: blends the image over white.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        Rgb([over(red), over(green), over(blue)])
    })
}
