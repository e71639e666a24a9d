//! Decodes a file to upright sRGB pixels, scaled to the largest rendition.

use std::fs::File;
use std::io::BufReader;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::header::Header;
use super::{ImageError, MAX_MEMORY, WIDTHS, colour_profile};

/// The largest ratio of height to width.
const MAX_HEIGHT_RATIO: u32 = 2;

/// Decodes a file with this header, scales it down, turns it upright and converts it to sRGB without transparency.
pub fn decode(file: File, header: &Header) -> Result<RgbImage, ImageError> {
    let file = BufReader::new(file);
    if header.format == ImageFormat::Png {
        // A colour profile may inflate to a thousand times its size. One that exceeds this limit is ignored.
        let limits = limits(header, header.metadata_memory);
        return pixels(
            PngDecoder::with_limits(file, limits).map_err(|_| ImageError::Broken)?,
            header,
        );
    }
    let mut reader = ImageReader::with_format(file, header.format);
    reader.limits(limits(header, MAX_MEMORY));
    pixels(reader.into_decoder().map_err(|_| ImageError::Broken)?, header)
}

fn pixels(mut decoder: impl ImageDecoder, header: &Header) -> Result<RgbImage, ImageError> {
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

fn limits(header: &Header, max_alloc: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(header.width);
    limits.max_image_height = Some(header.height);
    limits.max_alloc = Some(max_alloc);
    limits
}

/// The largest rendition: width and height in pixels.
const MAX_SIZE: (u32, u32) = (WIDTHS[WIDTHS.len() - 1], WIDTHS[WIDTHS.len() - 1] * MAX_HEIGHT_RATIO);

/// The size to scale to, before the image is turned upright: for a sideways image the limits of width and height are
/// swapped. Never larger than the original.
fn target_size(header: &Header, orientation: Orientation) -> (u32, u32) {
    let [upright, sideways] = target_sizes((header.width, header.height));
    if is_sideways(orientation) { sideways } else { upright }
}

/// The most pixels that the resizer holds beside those of the image: the result, and an image that is scaled in one
/// direction only.
pub fn scaling_pixels(size: (u32, u32)) -> u64 {
    let in_one_direction =
        target_sizes(size).map(|target| u64::max(area((target.0, size.1)), area((size.0, target.1))));
    in_one_direction.into_iter().max().unwrap_or_default() + rendition_pixels(size)
}

/// The most pixels of the largest rendition.
pub fn rendition_pixels(size: (u32, u32)) -> u64 {
    target_sizes(size).map(area).into_iter().max().unwrap_or_default()
}

/// The sizes of the largest rendition of an upright and of a sideways image.
fn target_sizes(size: (u32, u32)) -> [(u32, u32); 2] {
    let (width, height) = MAX_SIZE;
    [fit(size, (width, height)), fit(size, (height, width))]
}

fn area((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
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
