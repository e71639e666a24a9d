//! The reasons for which an image is rejected, with their messages for the sender.

use i18n::{LocalizedMessage, Translator};

use super::{MAX_PIXELS, MAX_SIDE};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    Empty,
    /// The size of the file and the limit, in bytes.
    TooLarge(u64, u64),
    /// Not an image, or of an unknown format.
    Unknown,
    /// An image of a known format that is not supported, with the name of the format.
    Unread(&'static str),
    /// More than [`MAX_PIXELS`], or processing would need too much memory.
    TooManyPixels,
    /// A side is longer than [`MAX_SIDE`].
    TooLong,
    /// Corrupt or truncated.
    Broken,
}

impl ImageError {
    /// Tells the sender what happened and what to do.
    pub fn message(self) -> LocalizedMessage {
        match self {
            Self::Empty => LocalizedMessage::new(Translator::picture_empty),
            Self::TooLarge(bytes, max) => {
                LocalizedMessage::new(move |t| t.picture_too_large(megabytes(bytes), megabytes(max)))
            }
            Self::Unknown => LocalizedMessage::new(Translator::picture_unknown),
            Self::Unread(kind) => LocalizedMessage::new(move |t| t.picture_unread(kind)),
            Self::TooManyPixels => LocalizedMessage::new(|t| t.picture_too_many_pixels(MAX_PIXELS / 1_000_000)),
            Self::TooLong => LocalizedMessage::new(|t| t.picture_too_long(MAX_SIDE)),
            Self::Broken => LocalizedMessage::new(Translator::picture_broken),
        }
    }
}

/// Rounded up, so that a file above the limit never shows the same number as the limit.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
