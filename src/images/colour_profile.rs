//! Colour management: converts an image to sRGB, which browsers assume for an image without an ICC profile.
//!
//! Phones use a wider colour space. The renditions have no profile, so without a conversion they would look pale.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// In bytes. Longer profiles are ignored; those of phones and cameras take a few kilobytes.
const MAX_PROFILE: usize = 256 * 1024;

/// Converts the colours from the space of an ICC profile to sRGB. An invalid or non-RGB profile changes nothing.
pub fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    if profile.len() > MAX_PROFILE {
        return;
    }
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        return;
    };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default())
    else {
        return;
    };
    let mut converted = vec![0; picture.len()];
    if transform.transform(picture, &mut converted).is_ok() {
        picture.copy_from_slice(&converted);
    }
}
