//! Renditions are upright, have up to three widths, and carry no metadata.

use image::{DynamicImage, GenericImageView, ImageFormat, Rgba, RgbaImage};
use porchlight::images::Rendition;

use super::corpus::{SECRET, from_a_phone, jpeg, png, scene, webp, written};
use super::process;

fn decoded(rendition: &Rendition) -> DynamicImage {
    image::load_from_memory_with_format(&rendition.bytes, ImageFormat::WebP).unwrap()
}

/// The letters of the colours at top left, top right, bottom left and bottom right.
fn corners(image: &DynamicImage) -> String {
    let (width, height) = image.dimensions();
    let at = |x: u32, y: u32| match image.get_pixel(x, y).0 {
        [red, green, blue, _] if red > 150 && green > 150 && blue > 150 => 'w',
        [red, ..] if red > 150 => 'r',
        [_, green, ..] if green > 150 => 'g',
        _ => 'b',
    };
    let (left, right, top, bottom) = (width / 8, width - width / 8, height / 8, height - height / 8);
    [at(left, top), at(right, top), at(left, bottom), at(right, bottom)]
        .into_iter()
        .collect()
}

#[tokio::test]
async fn exif_orientation_is_applied_and_all_metadata_is_removed() {
    // EXIF orientation, and the expected corner colours: top left, top right, bottom left, bottom right.
    let upright = [
        (1, "rgbw"),
        (2, "grwb"),
        (3, "wbgr"),
        (4, "bwrg"),
        (5, "rbgw"),
        (6, "brwg"),
        (7, "wgbr"),
        (8, "gwrb"),
    ];
    for (orientation, colours) in upright {
        let sent = from_a_phone(900, 600, orientation);
        assert!(sent.windows(SECRET.len()).filter(|part| *part == SECRET).count() == 3);

        let picture = process(&sent).await.unwrap();

        let is_rotated = orientation > 4;
        let size = if is_rotated { (600, 900) } else { (900, 600) };
        assert_eq!((picture.width, picture.height), size, "{orientation}");
        for rendition in &picture.renditions {
            assert_eq!(corners(&decoded(rendition)), colours, "{orientation}");
            for hidden in [SECRET, b"EXIF", b"Exif", b"XMP ", b"ICCP"] {
                assert!(!rendition.bytes.windows(hidden.len()).any(|part| part == hidden));
            }
        }
    }
}

#[tokio::test]
async fn renditions_have_three_widths_and_are_never_upscaled() {
    for (sent, widths) in [
        (jpeg(2400, 1800), vec![320, 800, 1600]),
        (png(1600, 100), vec![320, 800, 1600]),
        (webp(900, 700), vec![320, 800, 900]),
        (jpeg(800, 600), vec![320, 800]),
        (png(40, 30), vec![40]),
        (png(1, 1), vec![1]),
    ] {
        let picture = process(&sent).await.unwrap();

        let encoded: Vec<_> = picture
            .renditions
            .iter()
            .map(|rendition| decoded(rendition).width())
            .collect();
        assert_eq!(encoded, widths);
        let listed: Vec<_> = picture.renditions.iter().map(|rendition| rendition.width).collect();
        assert_eq!(listed, widths);
        assert_eq!(
            porchlight::images::widths(picture.width).collect::<Vec<_>>(),
            widths,
            "the listed widths are those of the renditions"
        );
    }
}

#[tokio::test]
async fn images_of_every_colour_type_and_aspect_ratio_are_accepted() {
    let scene = DynamicImage::ImageRgb8(scene(64, 48));
    for image in [
        DynamicImage::ImageLuma8(scene.to_luma8()),
        DynamicImage::ImageLumaA8(scene.to_luma_alpha8()),
        DynamicImage::ImageRgba8(scene.to_rgba8()),
        DynamicImage::ImageRgb16(scene.to_rgb16()),
        DynamicImage::ImageRgba16(scene.to_rgba16()),
        DynamicImage::ImageLuma16(scene.to_luma16()),
    ] {
        let colour = image.color();
        let processed = process(&written(&image, ImageFormat::Png)).await;
        assert_eq!(
            processed.map(|made| (made.width, made.height)),
            Ok((64, 48)),
            "{colour:?}"
        );
    }
    for (width, height) in [(6000, 2), (2, 6000), (1, 9000)] {
        let made = process(&png(width, height)).await.unwrap();
        assert!(made.width <= 1600 && made.height <= 3200, "{width} by {height}");
    }
}

#[tokio::test]
async fn transparent_pixels_become_white() {
    let nothing = DynamicImage::ImageRgba8(RgbaImage::from_pixel(50, 50, Rgba([10, 20, 30, 0])));

    let made = process(&written(&nothing, ImageFormat::Png)).await.unwrap();

    assert_eq!(made.colour, "#ffffff");
}

#[tokio::test]
async fn the_placeholder_has_the_mean_colour() {
    let blue = DynamicImage::ImageRgba8(RgbaImage::from_pixel(500, 50, Rgba([30, 60, 200, 255])));

    let made = process(&written(&blue, ImageFormat::Png)).await.unwrap();

    let channel = |part: &str| i32::from_str_radix(part, 16).unwrap();
    let off = [(1, 30), (3, 60), (5, 200)].map(|(at, is)| (channel(&made.colour[at..at + 2]) - is).abs());
    assert!(off.iter().all(|off| *off < 4), "{}", made.colour);
}

#[tokio::test]
async fn images_with_the_same_pixels_have_the_same_storage_key() {
    let (one, again, other) = (jpeg(500, 300), from_a_phone(500, 300, 1), jpeg(300, 500));

    let keys = [
        process(&one).await.unwrap().key,
        process(&again).await.unwrap().key,
        process(&other).await.unwrap().key,
    ];

    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[0], keys[2]);
    assert!(keys[0].len() == 64 && keys[0].bytes().all(|byte| byte.is_ascii_hexdigit()));
}
