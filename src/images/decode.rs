//! From a file to upright pixels of the largest size that is shown.

use std::fs::File;
use std::io::BufReader;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};

use super::header::Header;
use super::{ImageError, MAX_MEMORY, WIDTHS, dominant_colour};

/// How much higher than wide a picture may be shown.
const MOST_TIMES_AS_HIGH: u32 = 2;

/// Decodes a file that was measured, scales it down and turns it upright.
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
    let mut picture = scaled(&decoded, largest(header, orientation))?;
    drop(decoded);
    picture.apply_orientation(orientation);
    let mut picture = on_white(picture);
    if let Some(profile) = profile {
        dominant_colour::to_srgb(&mut picture, &profile);
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

/// The size to scale to, as stored: what lies on its side has its limits on their sides too. Never larger than it is.
fn largest(header: &Header, orientation: Orientation) -> (u32, u32) {
    let most = (WIDTHS[WIDTHS.len() - 1], WIDTHS[WIDTHS.len() - 1] * MOST_TIMES_AS_HIGH);
    let (width, height) = if lies_on_its_side(orientation) {
        (most.1, most.0)
    } else {
        most
    };
    fit((header.width, header.height), (width, height))
}

fn lies_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// The largest size of the same shape within another, and never an empty one.
fn fit((width, height): (u32, u32), most: (u32, u32)) -> (u32, u32) {
    let ratio = |most: u32, is: u32| f64::from(most) / f64::from(is);
    let factor = ratio(most.0, width).min(ratio(most.1, height)).min(1.0);
    let side = |is: u32| ((f64::from(is) * factor).round() as u32).max(1);
    (side(width), side(height))
}

/// The same picture at another size.
pub fn scaled(picture: &DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, ImageError> {
    let mut target = DynamicImage::new(width, height, picture.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(picture, &mut target, &options)
        .map_err(|_| ImageError::Broken)?;
    Ok(target)
}

/// A photo has nothing behind it: what is transparent lies on white.
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
