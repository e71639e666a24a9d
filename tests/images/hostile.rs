//! Files that were made to do harm, or that were damaged: each is refused with a sentence, or comes out harmless.

use i18n::{Language, Translator};
use porchlight::images::ImageError;

use super::corpus::*;
use super::developed;

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_says_it_is() {
    for (what, bytes, why) in [
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
        assert_eq!(developed(&bytes).await.err(), Some(why), "{what}");
    }
}

#[tokio::test]
async fn bombs_are_refused_before_they_are_inflated() {
    for (what, bytes) in [
        ("a PNG of 2.5 billion pixels", png_that_says(50_000, 50_000)),
        ("a PNG of the largest numbers", png_that_says(u32::MAX, u32::MAX)),
        ("a PNG of one endless row", png_that_says(2_000_000_000, 1)),
        ("a JPEG of 4 billion pixels", jpeg_that_says(65_500, 65_500)),
        ("a lossless WebP of 268 million pixels", webp_that_says_much()),
        ("a WebP with an endless canvas", webp_canvas()),
    ] {
        assert_eq!(developed(&bytes).await.err(), Some(ImageError::TooManyPixels), "{what}");
    }
    for (what, bytes) in [
        (
            "a GIF that says 65,535 by 65,535",
            b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec(),
        ),
        ("a PNG without pixels", png_that_says(0, 10)),
    ] {
        assert!(developed(&bytes).await.is_err(), "{what}");
    }
}

#[tokio::test]
async fn text_and_profiles_that_inflate_without_end_are_left_alone() {
    for kind in [b"iCCP", b"zTXt"] {
        let picture = developed(&png_with_deflated(kind, 500_000_000)).await;

        assert!(matches!(picture, Ok(_) | Err(ImageError::Broken)), "{picture:?}");
    }
}

#[tokio::test]
async fn what_was_cut_off_is_refused_wherever_the_cut_is() {
    for (what, whole) in [
        ("JPEG", jpeg(300, 200)),
        ("PNG", png(300, 200)),
        ("WebP", webp(300, 200)),
    ] {
        assert!(developed(&whole).await.is_ok(), "{what}");
        // A PNG is complete without its last chunk, and so is a JPEG's last segment without what follows it.
        for length in (1..whole.len() - 16).step_by(whole.len() / 23) {
            let cut = developed(&whole[..length]).await;

            assert!(cut.is_err(), "{what}: {length} of {} bytes", whole.len());
        }
    }
}

#[tokio::test]
async fn what_was_damaged_is_refused_or_harmless_and_takes_nothing_down() {
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
            let made = developed(&bytes).await;

            assert!(
                matches!(
                    made,
                    Ok(_) | Err(ImageError::Broken | ImageError::TooManyPixels | ImageError::Unknown)
                ),
                "{what}: {:?}",
                made.err()
            );
        }
    }
}

#[tokio::test]
async fn nothing_that_a_browser_would_run_comes_out() {
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
        let made = developed(&bytes).await.expect(what);

        for rendition in made.renditions {
            assert!(rendition.bytes.starts_with(b"RIFF"), "{what}");
            assert!(!rendition.bytes.windows(7).any(|part| part == b"<script"), "{what}");
        }
    }
}

#[test]
fn every_refusal_says_what_to_do_in_every_language() {
    for unfit in [
        ImageError::Empty,
        ImageError::TooLarge(30_100_000, 15_000_000),
        ImageError::Unknown,
        ImageError::Unread("HEIC"),
        ImageError::TooManyPixels,
        ImageError::Broken,
    ] {
        let said =
            [Language::English, Language::Dutch].map(|language| unfit.message().translate(Translator(language)));
        assert_ne!(said[0], said[1]);
    }
    let too_large = ImageError::TooLarge(30_100_000, 15_000_000).message();
    assert_eq!(
        too_large.translate(Translator::ENGLISH),
        "Too big at 31 MB. The limit is 15 MB."
    );
}
