//! Reads format and size from the header of an image, so that one that is too large is rejected before decompression.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use image::ImageFormat;

use super::{ImageError, MAX_BYTES, MAX_MEMORY, MAX_PIXELS, MAX_SIDE, decode, jpeg};

/// The format, size and memory need of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub format: ImageFormat,
    /// In pixels, before the image is turned upright.
    pub width: u32,
    /// In pixels, before the image is turned upright.
    pub height: u32,
    /// The most memory from the file to the renditions, in bytes.
    pub memory: u64,
    /// The part of [`Self::memory`] for the compressed file and its metadata, which decoders hold beside the pixels.
    pub metadata_memory: u64,
}

/// How often a decoder holds metadata that is as long as the file: a PNG decoder in a buffer that grows by doubling, and
/// in a copy.
const METADATA_COPIES: u64 = 3;

/// Memory for the metadata of any file, in bytes: a colour profile is compressed in a PNG.
const MIN_METADATA_MEMORY: u64 = 2_000_000;

/// Memory for each pixel of the largest rendition, in bytes, in addition to two copies as it was decoded: copies with 8
/// bits a channel, and libwebp's own memory.
const ENCODING_BYTES: f64 = 8.0;

/// The weights of the resizer: for each pixel of a side six numbers of 8 bytes, and of 4 bytes once they are rounded.
const WEIGHTS_PER_PIXEL: u64 = 6 * (8 + 4);

impl Header {
    /// Estimates the memory: that of the largest stage, decoding with scaling or encoding. `decoding` is the most that
    /// decoder and resizer hold for each pixel of the image, `pixel` the size of a decoded pixel, both in bytes.
    pub fn new(format: ImageFormat, (width, height): (u32, u32), decoding: f64, pixel: f64) -> Self {
        let bytes = |pixels: u64, size: f64| (pixels as f64 * size) as u64;
        let decoded = bytes(u64::from(width) * u64::from(height), decoding);
        let weights = (u64::from(width) + u64::from(height)) * WEIGHTS_PER_PIXEL;
        let scaling = bytes(decode::scaling_pixels((width, height)), pixel);
        // Turning needs a copy. The decoded image is released by then.
        let encoding = bytes(decode::rendition_pixels((width, height)), 2.0 * pixel + ENCODING_BYTES);
        Self {
            format,
            width,
            height,
            memory: encoding.max(decoded.saturating_add(weights).saturating_add(scaling)),
            metadata_memory: 0,
        }
    }

    /// Adds the memory for the file itself and its metadata. `length` is that of the file, in bytes.
    fn with_metadata(self, length: u64) -> Self {
        let metadata_memory = METADATA_COPIES * length + MIN_METADATA_MEMORY;
        Self {
            memory: self.memory.saturating_add(metadata_memory),
            metadata_memory,
            ..self
        }
    }

    fn checked(self) -> Result<Self, ImageError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        match pixels {
            0 => Err(ImageError::Broken),
            _ if pixels > MAX_PIXELS => Err(ImageError::TooManyPixels),
            _ if self.width.max(self.height) > MAX_SIDE => Err(ImageError::TooLong),
            _ if self.memory > MAX_MEMORY => Err(ImageError::TooManyPixels),
            _ => Ok(self),
        }
    }
}

/// The longest header of the supported formats, in bytes.
const HEADER_LENGTH: usize = 30;

/// Reads the header and rewinds the file.
///
/// # Errors
/// [`ImageError`] for an empty, unsupported or truncated file, and above [`MAX_BYTES`], [`MAX_SIDE`], [`MAX_PIXELS`] or
/// [`MAX_MEMORY`].
pub fn read(file: &mut File) -> Result<Header, ImageError> {
    let length = file.seek(SeekFrom::End(0)).map_err(|_| ImageError::Broken)?;
    if length > MAX_BYTES {
        return Err(ImageError::TooLarge(length, MAX_BYTES));
    }
    let mut reader = BufReader::new(&mut *file);
    let header = measure(&mut reader);
    file.rewind().map_err(|_| ImageError::Broken)?;
    header?.with_metadata(length).checked()
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
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png(reader).ok_or(ImageError::Broken),
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

/// Reads the chunks of a PNG before its pixels (ISO/IEC 15948, clauses 5 and 11): size, bit depth, colour type and
/// whether there is transparency.
fn png(reader: &mut (impl Read + Seek)) -> Option<Header> {
    const SIGNATURE: u64 = 8;
    const CHECKSUM: i64 = 4;
    let mut header = [0; 13];
    reader.seek(SeekFrom::Start(SIGNATURE)).ok()?;
    if chunk(reader)? != (13, *b"IHDR") {
        return None;
    }
    reader.read_exact(&mut header).ok()?;
    reader.seek_relative(CHECKSUM).ok()?;
    let (colour_type, mut is_transparent) = (header[9], matches!(header[9], 4 | 6));
    loop {
        let (length, kind) = chunk(reader)?;
        if kind == *b"IDAT" {
            break;
        }
        is_transparent |= kind == *b"tRNS";
        reader.seek_relative(i64::from(length) + CHECKSUM).ok()?;
    }
    let colours = if matches!(colour_type, 0 | 4) { 1.0 } else { 3.0 };
    let bytes = if header[8] == 16 { 2.0 } else { 1.0 };
    let pixel = bytes * if is_transparent { colours + 1.0 } else { colours };
    // Scaling an image with transparency needs a copy.
    let decoding = if is_transparent { 2.0 * pixel } else { pixel };
    let size = (be32(&header[..4])?, be32(&header[4..8])?);
    Some(Header::new(ImageFormat::Png, size, decoding, pixel))
}

/// The length and type of the next chunk of a PNG.
fn chunk(reader: &mut impl Read) -> Option<(u32, [u8; 4])> {
    let (mut length, mut kind) = ([0; 4], [0; 4]);
    reader.read_exact(&mut length).ok()?;
    reader.read_exact(&mut kind).ok()?;
    Some((u32::from_be_bytes(length), kind))
}

/// Reads the first chunk of a WebP: lossy, lossless, or an extended header.
fn webp(rest: &[u8]) -> Option<Header> {
    let (chunk, data) = (rest.get(..4)?, rest.get(8..)?);
    let (width, height, decoding, pixel) = match chunk {
        b"VP8 " => (
            u32::from(le16(data.get(6..8)?)? & 0x3fff),
            u32::from(le16(data.get(8..10)?)? & 0x3fff),
            4.5,
            3.0,
        ),
        b"VP8L" => {
            let packed = u32::from_le_bytes(data.get(1..5)?.try_into().ok()?);
            ((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1, 8.0, 4.0)
        }
        // Colours, transparency, and the copy for scaling it.
        b"VP8X" => (le24(data.get(4..7)?)? + 1, le24(data.get(7..10)?)? + 1, 10.0, 4.0),
        _ => return None,
    };
    Some(Header::new(ImageFormat::WebP, (width, height), decoding, pixel))
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
