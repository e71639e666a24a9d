//! Hostile and damaged images: each is rejected with an error message or becomes a harmless rendition.

use i18n::{Language, Translator};
use porchlight::images::ImageError;

use super::corpus::*;
use super::process;
use crate::harness::{Process, concurrently};

#[tokio::test]
async fn files_that_are_not_images_are_rejected_whatever_their_type_claims() {
    for (what, bytes, reason) in [
        ("nothing", Vec::new(), ImageError::Empty),
        ("one byte", vec![0xff], ImageError::Unknown),
        ("a page", SCRIPT.to_vec(), ImageError::Unknown),
        ("a drawing", svg(), ImageError::Unknown),
        ("a GIF that is a script", gif_polyglot(), ImageError::Unknown),
        ("a document", b"%PDF-1.7\n1 0 obj".to_vec(), ImageError::Unknown),
        ("a film", b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec(), ImageError::Unknown),
        ("a HEIC", heic(), ImageError::Unread("HEIC")),
        (
            "an AVIF",
            b"\0\0\0\x18ftypavif\0\0\0\0".to_vec(),
            ImageError::Unread("AVIF"),
        ),
        ("zeros", vec![0; 1_000], ImageError::Unknown),
        (
            "too much",
            vec![0xff; 15_000_001],
            ImageError::TooLarge(15_000_001, 15_000_000),
        ),
    ] {
        assert_eq!(process(&bytes).await.err(), Some(reason), "{what}");
    }
}

#[tokio::test]
async fn decompression_bombs_are_rejected_before_decoding() {
    for (what, bytes) in [
        ("a PNG of 2.5 billion pixels", png_that_says(50_000, 50_000)),
        ("a PNG of the largest numbers", png_that_says(u32::MAX, u32::MAX)),
        ("a PNG of one endless row", png_that_says(2_000_000_000, 1)),
        ("a JPEG of 4 billion pixels", jpeg_that_says(65_500, 65_500)),
        ("a lossless WebP of 268 million pixels", webp_that_says_much()),
        ("a WebP with an endless canvas", webp_canvas()),
    ] {
        assert_eq!(process(&bytes).await.err(), Some(ImageError::TooManyPixels), "{what}");
    }
    for (what, bytes) in [
        (
            "a GIF that says 65,535 by 65,535",
            b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec(),
        ),
        ("a PNG without pixels", png_that_says(0, 10)),
    ] {
        assert!(process(&bytes).await.is_err(), "{what}");
    }
}

/// The address space of a site that processes images, in KiB: the promised 256 MB for images, and the idle process with
/// its threads and libraries.
const ADDRESS_SPACE: u32 = 600_000;

#[tokio::test(flavor = "multi_thread")]
async fn images_of_extreme_shapes_fit_into_the_promised_memory() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve_with_little_memory(data.path(), ADDRESS_SPACE);
    let omar = site.person("Omar Haddad").await;
    let home = omar.lists("Canal loft").await;
    let shapes = [
        (422, "the widest grey PNG", black_png(49_999_999, 1, GREY, 8, false)),
        (422, "the tallest grey PNG", black_png(1, 49_999_999, GREY, 8, false)),
        (422, "a wide PNG", black_png(5_000_000, 1, RGB, 8, false)),
        (422, "a bilevel PNG of one column", black_png(1, 30_000, GREY, 1, false)),
        (
            303,
            "a wide PNG within the limits",
            black_png(20_000, 2_400, RGB, 8, false),
        ),
        (
            303,
            "a tall PNG within the limits",
            black_png(2_400, 20_000, RGB, 8, false),
        ),
        (303, "one row", black_png(20_000, 1, RGBA, 16, false)),
        (303, "one column", black_png(1, 20_000, RGBA, 16, true)),
        (303, "an interlaced PNG", black_png(7_000, 7_000, RGB, 8, true)),
        (303, "a PNG of 16 bits", black_png(7_000, 7_000, GREY, 16, false)),
        (303, "a transparent PNG", black_png(4_600, 4_600, RGBA, 8, false)),
        (
            422,
            "a transparent PNG of 16 bits",
            black_png(4_600, 4_600, RGBA, 16, false),
        ),
        (
            303,
            "a profile that inflates to 250 MB",
            png_with_deflated(b"iCCP", 250_000_000),
        ),
        (
            303,
            "a text that inflates to 500 MB",
            png_with_deflated(b"zTXt", 500_000_000),
        ),
    ];

    let shapes = shapes.map(|(status, what, bytes)| {
        let omar = omar.clone();
        async move {
            let response = omar.uploads(home, &[("photo.png", &bytes)]).await;
            assert_eq!(response.status, status, "{what}: {response}");
        }
    });
    concurrently(shapes).await;
}

#[tokio::test]
async fn compressed_metadata_bombs_are_not_inflated() {
    for kind in [b"iCCP", b"zTXt"] {
        let picture = process(&png_with_deflated(kind, 500_000_000)).await;

        assert!(matches!(picture, Ok(_) | Err(ImageError::Broken)), "{picture:?}");
    }
}

#[tokio::test]
async fn truncated_images_are_rejected_at_every_length() {
    for (what, whole) in [
        ("JPEG", jpeg(300, 200)),
        ("PNG", png(300, 200)),
        ("WebP", webp(300, 200)),
    ] {
        assert!(process(&whole).await.is_ok(), "{what}");
        // A PNG is complete without its last chunk, and so is a JPEG's last segment without what follows it.
        for length in (1..whole.len() - 16).step_by(whole.len() / 23) {
            let cut = process(&whole[..length]).await;

            assert!(cut.is_err(), "{what}: {length} of {} bytes", whole.len());
        }
    }
}

#[tokio::test]
async fn damaged_images_are_rejected_or_decoded_without_a_crash() {
    for (what, whole) in [
        ("JPEG", from_a_phone(120, 90, 6)),
        ("PNG", png(120, 90)),
        ("WebP", webp(120, 90)),
    ] {
        let mut state = 7u32;
        for _ in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..4 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (state >> 8) as usize % bytes.len();
                bytes[at] ^= 1 << (state % 8);
            }
            let made = process(&bytes).await;

            assert!(
                matches!(
                    made,
                    Ok(_)
                        | Err(ImageError::Broken
                            | ImageError::TooManyPixels
                            | ImageError::TooLong
                            | ImageError::Unknown)
                ),
                "{what}: {:?}",
                made.err()
            );
        }
    }
}

#[tokio::test]
async fn renditions_contain_no_script_of_a_polyglot() {
    let with_a_script = |mut bytes: Vec<u8>| {
        bytes.extend(SCRIPT);
        bytes
    };
    let mut in_a_comment = jpeg(200, 100)[..2].to_vec();
    in_a_comment.extend(segment(0xfe, SCRIPT));
    in_a_comment.extend(&jpeg(200, 100)[2..]);
    for (what, bytes) in [
        ("a JPEG with a page behind it", with_a_script(jpeg(200, 100))),
        ("a PNG with a page behind it", with_a_script(png(200, 100))),
        ("a WebP with a page behind it", with_a_script(webp(200, 100))),
        ("a JPEG with a page in a comment", in_a_comment),
    ] {
        let made = process(&bytes).await.expect(what);

        for rendition in made.renditions {
            assert!(rendition.bytes.starts_with(b"RIFF"), "{what}");
            assert!(!rendition.bytes.windows(7).any(|part| part == b"<script"), "{what}");
        }
    }
}

#[test]
fn every_image_error_has_a_message_in_every_language() {
    for error in [
        ImageError::Empty,
        ImageError::TooLarge(30_100_000, 15_000_000),
        ImageError::Unknown,
        ImageError::Unread("HEIC"),
        ImageError::TooManyPixels,
        ImageError::TooLong,
        ImageError::Broken,
    ] {
        let messages =
            [Language::English, Language::Dutch].map(|language| error.message().translate(Translator(language)));
        assert_ne!(messages[0], messages[1]);
    }
    let too_large = ImageError::TooLarge(30_100_000, 15_000_000).message();
    assert_eq!(
        too_large.translate(Translator::ENGLISH),
        "Too big at 31 MB. The limit is 15 MB."
    );
}
