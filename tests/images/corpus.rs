//! Generated upload files: valid photos and hostile ones, written byte by byte where it matters.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Stands in for GPS metadata; no served file may contain it.
pub const SECRET: &[u8] = b"52.3702-4.8952-SECRET";

/// HTML with a script: an XSS payload.
pub const SCRIPT: &[u8] = b"<html><script>alert(document.domain)</script></html>";

/// An image with a colour for each corner: red above blue at the left, green above white at the right, with noise.
pub fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 27;
        let dim = |colour: u8| colour.saturating_sub(grain as u8);
        match (x * 2 < width, y * 2 < height) {
            (true, true) => Rgb([dim(220), 20, 20]),
            (true, false) => Rgb([20, 20, dim(220)]),
            (false, true) => Rgb([20, dim(220), 20]),
            (false, false) => Rgb([dim(250), dim(250), dim(250)]),
        }
    })
}

/// An incompressible image.
pub fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1u32;
    let pixels = (0..width * height * 3).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    RgbImage::from_raw(width, height, pixels.collect()).unwrap()
}

/// An image of one colour, fast to generate at large sizes.
pub fn plain(width: u32, height: u32) -> RgbImage {
    RgbImage::from_raw(width, height, vec![120; width as usize * height as usize * 3]).unwrap()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&scene(width, height))
        .unwrap();
    bytes
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    written(&DynamicImage::ImageRgb8(scene(width, height)), ImageFormat::Png)
}

/// A lossless WebP.
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    written(&DynamicImage::ImageRgb8(scene(width, height)), ImageFormat::WebP)
}

pub fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG like a phone's: EXIF with orientation and GPS, a comment, and trailing bytes; all three contain [`SECRET`].
pub fn from_a_phone(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = jpeg(width, height);
    let mut bytes = plain[..2].to_vec();
    bytes.extend(segment(0xe1, &exif(orientation)));
    bytes.extend(segment(0xfe, SECRET));
    bytes.extend(&plain[2..]);
    bytes.extend(SECRET);
    bytes
}

/// A JPEG segment: marker, length and content.
pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    bytes.extend(content);
    bytes
}

/// Two EXIF entries, orientation and the offset of the GPS table; then that table with one entry.
fn exif(orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut bytes = Vec::new();
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let mut bytes = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    bytes.extend(entry(0x0112, 3, 1, orientation.into()));
    bytes.extend(entry(0x8825, 4, 1, 38));
    bytes.extend(0u32.to_le_bytes());
    bytes.extend(1u16.to_le_bytes());
    bytes.extend(entry(0x001d, 2, SECRET.len() as u32, 56));
    bytes.extend(0u32.to_le_bytes());
    bytes.extend(SECRET);
    bytes
}

/// A decompression bomb: a PNG whose header claims this size, with 20 MB of deflated zeros.
pub fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(chunk(b"IDAT", &deflated_zeros(20_000_000)));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// The colour type of a PNG, and its samples for each pixel.
pub const GREY: (u8, usize) = (0, 1);
pub const RGB: (u8, usize) = (2, 3);
pub const RGBA: (u8, usize) = (6, 4);

/// A complete PNG of black pixels. With `interlaced`, the pixels come in the seven passes of Adam7.
pub fn black_png(width: usize, height: usize, colour: (u8, usize), depth: u8, interlaced: bool) -> Vec<u8> {
    let row = |pixels: usize| 1 + (pixels * colour.1 * usize::from(depth)).div_ceil(8);
    let length = if interlaced {
        // For each pass: the first column and row, and the steps.
        let passes = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let rows = passes.map(|(x, y, across, down)| {
            let columns = width.saturating_sub(x).div_ceil(across);
            if columns == 0 {
                0
            } else {
                height.saturating_sub(y).div_ceil(down) * row(columns)
            }
        });
        rows.iter().sum()
    } else {
        height * row(width)
    };
    let sides = [width, height].map(|side| u32::try_from(side).unwrap().to_be_bytes());
    let mut header = sides.concat();
    header.extend([depth, colour.0, 0, 0, u8::from(interlaced)]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(chunk(b"IDAT", &deflated_zeros(length)));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// A small PNG with a text or colour profile chunk that inflates to `length` bytes.
pub fn png_with_deflated(kind: &[u8; 4], length: usize) -> Vec<u8> {
    let plain = png(8, 8);
    let mut content = b"name\0\0".to_vec();
    content.extend(deflated_zeros(length));
    let mut bytes = plain[..33].to_vec();
    bytes.extend(chunk(kind, &content));
    bytes.extend(&plain[33..]);
    bytes
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(content);
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[4..]);
    bytes.extend(sum.sum().to_be_bytes());
    bytes
}

fn deflated_zeros(length: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1_000_000];
    for _ in 0..length.div_ceil(zeros.len()) {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

/// A JPEG whose header claims this size.
pub fn jpeg_that_says(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(16, 16);
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A lossless WebP whose header claims the maximum size.
pub fn webp_that_says_much() -> Vec<u8> {
    let mut bytes = webp(8, 8);
    bytes[21..25].copy_from_slice(&[0xff, 0xff, 0xff, 0x0f]);
    bytes
}

/// An extended WebP with a canvas of 16 million by 16 million pixels.
pub fn webp_canvas() -> Vec<u8> {
    let mut bytes = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0".to_vec();
    bytes.extend([0x02, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    bytes.extend(b"VP8L\0\0\0\0");
    bytes
}

/// A polyglot: a GIF whose first bytes are also JavaScript.
pub fn gif_polyglot() -> Vec<u8> {
    b"GIF89a/*\0\0\0\0\0*/=1;alert(document.domain)//;".to_vec()
}

/// The header of a HEIC file, the format of iPhones.
pub fn heic() -> Vec<u8> {
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0".to_vec()
}

/// An SVG with a script.
pub fn svg() -> Vec<u8> {
    b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>".to_vec()
}
