//! Image processing: turns an uploaded file into the renditions that the site serves.
//!
//! The format is recognised by content, and the size is checked before decompression. The image is then decoded,
//! scaled, turned upright and encoded as WebP at three widths. Nothing of the uploaded file is kept: no location,
//! camera name or colour profile, and no hidden or appended data. This module knows neither storage nor the use of an
//! image.

use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::encoding::Hex;

mod colour_profile;
mod decode;
mod encode;
mod error;
mod header;
mod jpeg;

pub use error::ImageError;

/// The largest file, in bytes.
pub const MAX_BYTES: u64 = 15_000_000;

pub const MAX_PIXELS: u64 = 50_000_000;

/// The longest side in pixels. The resizer keeps weights for each pixel of both sides, however few pixels there are.
pub const MAX_SIDE: u32 = 20_000;

/// In bytes, for all images that are processed at the same time: from the file to its renditions.
const MAX_MEMORY: u64 = 256_000_000;

/// The widths of renditions in pixels, the smallest first.
pub const WIDTHS: [u32; 3] = [320, 800, 1600];

/// Of renditions.
pub const CONTENT_TYPE: &str = "image/webp";

/// A processed image.
#[derive(Clone, Debug)]
pub struct ProcessedImage {
    /// The content key: SHA-256 of the renditions. The same pixels have the same key.
    pub key: String,
    /// The width of the largest rendition in pixels.
    pub width: u32,
    /// The height of the same rendition.
    pub height: u32,
    /// The mean colour as `#rrggbb`, for the placeholder while the image loads.
    pub colour: String,
    /// The smallest first.
    pub renditions: Vec<Rendition>,
}

/// The image at one width.
#[derive(Clone, Debug)]
pub struct Rendition {
    /// In pixels.
    pub width: u32,
    /// A WebP file.
    pub bytes: Bytes,
}

/// The widths of the renditions of an image whose largest has this width, in pixels.
pub fn widths(largest: u32) -> impl Iterator<Item = u32> {
    let smaller = WIDTHS.into_iter().filter(move |width| *width < largest);
    smaller.chain([largest])
}

/// The width of the rendition for a requested width: the next larger, or else the largest.
pub fn width_for(requested: u32, largest: u32) -> u32 {
    widths(largest).find(|width| *width >= requested).unwrap_or(largest)
}

/// The file name of a rendition.
pub fn file_name(width: u32) -> String {
    format!("{width}.webp")
}

/// The width in a file name; `None` unless it is one of [`WIDTHS`].
pub fn named_width(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".webp")?;
    digits.parse().ok().filter(|width| WIDTHS.contains(width))
}

/// Processes up to two images at a time, or one that needs more than half of the memory limit.
#[derive(Debug)]
pub struct ImagePipeline {
    permits: Arc<Semaphore>,
}

const MAX_CONCURRENT: u32 = 2;

impl Default for ImagePipeline {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_CONCURRENT as usize)),
        }
    }
}

impl ImagePipeline {
    /// Waits for a permit, and processes a file on a blocking thread. The read position of the file does not matter.
    ///
    /// # Errors
    /// The reason for the sender.
    pub async fn process(&self, mut file: File) -> Result<ProcessedImage, ImageError> {
        let permit = self.permits.acquire().await.map_err(|_| ImageError::Broken)?;
        let (file, header) = run_blocking(move || {
            let header = header::read(&mut file)?;
            Ok((file, header))
        })
        .await?;
        drop(permit);
        let share = if header.memory > MAX_MEMORY / u64::from(MAX_CONCURRENT) {
            MAX_CONCURRENT
        } else {
            1
        };
        let _permit = self.permits.acquire_many(share).await.map_err(|_| ImageError::Broken)?;
        run_blocking(move || process_file(file, &header)).await
    }
}

/// Runs a decoder on a blocking thread. A panic counts as an invalid file.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "The image decoder panicked.");
        Err(ImageError::Broken)
    })
}

fn process_file(file: File, header: &header::Header) -> Result<ProcessedImage, ImageError> {
    let largest = decode::decode(file, header)?;
    let (width, height) = largest.dimensions();
    let renditions = encode::renditions(largest)?;
    let smallest = renditions.first().ok_or(ImageError::Broken)?;
    Ok(ProcessedImage {
        key: key(&renditions),
        width,
        height,
        colour: smallest.colour.clone(),
        renditions: renditions.into_iter().map(|encoded| encoded.rendition).collect(),
    })
}

fn key(renditions: &[encode::Encoded]) -> String {
    let mut hash = Sha256::new();
    for encoded in renditions {
        hash.update(&encoded.rendition.bytes);
    }
    Hex::new(hash.finalize()).to_string()
}
