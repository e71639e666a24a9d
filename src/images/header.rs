//! Reads format and size from the header of an image, so that one that is too large is rejected before decompression.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use image::ImageFormat;

use super::{ImageError, MAX_BYTES, MAX_MEMORY, MAX_PIXELS, jpeg};

/// The format, size and memory need of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub format: ImageFormat,
    /// In pixels, before the image is turned upright.
    pub width: u32,
    /// In pixels, before the image is turned upright.
    pub height: u32,
    /// The most memory for decoding and scaling, in bytes.
    pub memory: u64,
}

impl Header {
    /// Estimates the memory from the bytes for each pixel.
    pub fn new(format: ImageFormat, width: u32, height: u32, bytes_per_pixel: f64) -> Self {
        let pixels = u64::from(width) * u64::from(height);
        Self {
            format,
            width,
            height,
            memory: (pixels as f64 * bytes_per_pixel) as u64,
        }
    }

    fn checked(self) -> Result<Self, ImageError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        match pixels {
            0 => Err(ImageError::Broken),
            _ if pixels > MAX_PIXELS || self.memory > MAX_MEMORY => Err(ImageError::TooManyPixels),
            _ => Ok(self),
        }
    }
}

/// The longest header of the supported formats, in bytes.
const HEADER_LENGTH: usize = 30;

/// Reads the header and rewinds the file.
///
/// # Errors
/// [`ImageError`] for an empty, unsupported or truncated file, and above [`MAX_BYTES`], [`MAX_PIXELS`] or
/// [`MAX_MEMORY`].
pub fn read(file: &mut File) -> Result<Header, ImageError> {
    let length = file.seek(SeekFrom::End(0)).map_err(|_| ImageError::Broken)?;
    if length > MAX_BYTES {
        return Err(ImageError::TooLarge(length, MAX_BYTES));
    }
    let mut reader = BufReader::new(&mut *file);
    let header = measure(&mut reader);
    file.rewind().map_err(|_| ImageError::Broken)?;
    header?.checked()
}

fn measure(reader: &mut (impl Read + Seek)) -> Result<Header, ImageError> {
    let mut start = Vec::with_capacity(HEADER_LENGTH);
    reader
        .rewind()
        .and_then(|()| reader.take(HEADER_LENGTH as u64).read_to_end(&mut start))
        .map_err(|_| ImageError::Broken)?;
    match start.as_slice() {
        [] => Err(ImageError::Empty),
        [0xff, 0xd8, 0xff, ..] => jpeg::measure(reader).ok_or(ImageError::Broken),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', rest @ ..] => png(rest).ok_or(ImageError::Broken),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => webp(rest).ok_or(ImageError::Broken),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => Err(unsupported(brand)),
        _ => Err(ImageError::Unknown),
    }
}

/// HEIC and AVIF, by the brand of their ISO media file. Their decoders in Rust are immature or not freely licensed.
fn unsupported(brand: &[u8]) -> ImageError {
    match brand.get(..4) {
        Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => {
            ImageError::Unread("HEIC")
        }
        Some(b"avif" | b"avis") => ImageError::Unread("AVIF"),
        _ => ImageError::Unknown,
    }
}

/// Reads the first chunk of a PNG: size, bit depth and colour type.
fn png(rest: &[u8]) -> Option<Header> {
    let chunk = rest.strip_prefix(b"\0\0\0\x0dIHDR")?;
    let (width, height) = (be32(chunk.get(..4)?)?, be32(chunk.get(4..8)?)?);
    let (depth, colours) = (chunk.get(8)?, chunk.get(9)?);
    // Scaling an image with transparency needs a copy. A later chunk may add transparency to any colour type.
    let channels = match colours {
        0 | 4 => 4.0,
        _ => 8.0,
    };
    let bytes = if *depth == 16 { 2.0 } else { 1.0 };
    Some(Header::new(ImageFormat::Png, width, height, channels * bytes))
}

/// Reads the first chunk of a WebP: lossy, lossless, or an extended header.
fn webp(rest: &[u8]) -> Option<Header> {
    let (chunk, data) = (rest.get(..4)?, rest.get(8..)?);
    let (width, height, bytes_per_pixel) = match chunk {
        b"VP8 " => (
            u32::from(le16(data.get(6..8)?)? & 0x3fff),
            u32::from(le16(data.get(8..10)?)? & 0x3fff),
            4.5,
        ),
        b"VP8L" => {
            let packed = u32::from_le_bytes(data.get(1..5)?.try_into().ok()?);
            ((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1, 8.0)
        }
        // Colours, transparency, and the copy for scaling it.
        b"VP8X" => (le24(data.get(4..7)?)? + 1, le24(data.get(7..10)?)? + 1, 10.0),
        _ => return None,
    };
    Some(Header::new(ImageFormat::WebP, width, height, bytes_per_pixel))
}

fn be32(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn le16(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn le24(bytes: &[u8]) -> Option<u32> {
    let [low, middle, high] = bytes.try_into().ok()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}
