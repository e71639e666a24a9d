//! Phones describe colours in a wider space than screens assume. Without its description a picture would look pale, so
//! the colours are brought into the space that every browser assumes, and then the description can go.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The longest description that is read; those of phones and cameras take a few kilobytes.
const LONGEST: usize = 256 * 1024;

/// Brings the colours of a picture from the space that `profile` (ICC) describes into sRGB. A profile that cannot be
/// read leaves them as they are.
pub fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    if profile.len() > LONGEST {
        return;
    }
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        return;
    };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let standard = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &standard, Layout::Rgb, TransformOptions::default())
    else {
        return;
    };
    let mut changed = vec![0; picture.len()];
    if transform.transform(picture, &mut changed).is_ok() {
        picture.copy_from_slice(&changed);
    }
}
