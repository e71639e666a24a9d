//! The one way a picture takes from what somebody sent to what the site shows.
//!
//! It is recognised by its content, measured before anything is inflated, decoded, scaled, turned upright and encoded
//! anew at three widths. Nothing of the file itself is kept: no permit, no name of a camera, no profile, nothing that
//! was hidden in or behind it. Knows neither where pictures are stored nor what they are for.

use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::encoding::Hex;

mod decode;
mod dominant_colour;
mod encode;
mod error;
mod header;
mod jpeg;

pub use error::ImageError;

/// The most bytes of a file.
pub const MAX_BYTES: u64 = 15_000_000;

/// The most pixels of a picture.
pub const MAX_PIXELS: u64 = 50_000_000;

/// The most memory that decoding takes, whatever is decoded at the same time.
const MAX_MEMORY: u64 = 256_000_000;

/// How wide a picture is shown at most, the smallest first.
pub const WIDTHS: [u32; 3] = [320, 800, 1600];

/// What pictures are served as.
pub const CONTENT_TYPE: &str = "image/webp";

/// A picture that was made anew.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Names its content: the same pixels have the same key.
    pub key: String,
    /// How wide its largest rendition is, in pixels.
    pub width: u32,
    /// How high that one is.
    pub height: u32,
    /// Its mean colour as `#rrggbb`, for the permit where it will appear.
    pub colour: String,
    /// The same picture at each of its widths, the smallest first.
    pub renditions: Vec<Rendition>,
}

/// A picture at one width.
#[derive(Clone, Debug)]
pub struct Rendition {
    /// How wide it is, in pixels.
    pub width: u32,
    /// The file.
    pub bytes: Bytes,
}

/// The widths a picture has that is so wide at its largest.
pub fn widths(largest: u32) -> impl Iterator<Item = u32> {
    let smaller = WIDTHS.into_iter().filter(move |width| *width < largest);
    smaller.chain([largest])
}

/// Which of its widths a picture is shown at where one is asked for: the next larger, or else the largest there is.
pub fn width_for(wanted: u32, largest: u32) -> u32 {
    widths(largest).find(|width| *width >= wanted).unwrap_or(largest)
}

/// What the file of a rendition is called.
pub fn file_name(width: u32) -> String {
    format!("{width}.webp")
}

/// The width that the name of a file says.
pub fn named_width(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".webp")?;
    digits.parse().ok().filter(|width| WIDTHS.contains(width))
}

/// Makes pictures anew, two at a time, or one that is very large.
#[derive(Debug)]
pub struct ImagePipeline {
    permits: Arc<Semaphore>,
}

/// How many pictures are worked on at once.
const MAX_CONCURRENT: u32 = 2;

impl Default for ImagePipeline {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_CONCURRENT as usize)),
        }
    }
}

impl ImagePipeline {
    /// Makes a picture of a file, wherever in it the last reader stopped. Works on a thread of its own, and waits for
    /// its turn.
    ///
    /// # Errors
    /// Why it cannot be shown.
    pub async fn process(&self, mut file: File) -> Result<Picture, ImageError> {
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

/// Decoders are written by people: one that panics has met a broken file, and takes nobody else down.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "A picture could not be worked on.");
        Err(ImageError::Broken)
    })
}

fn process_file(file: File, header: &header::Header) -> Result<Picture, ImageError> {
    let largest = decode::decode(file, header)?;
    let (width, height) = largest.dimensions();
    let renditions = encode::renditions(largest)?;
    let smallest = renditions.first().ok_or(ImageError::Broken)?;
    Ok(Picture {
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
