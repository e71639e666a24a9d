//! Why a file is not shown, in words for whoever chose it.

use i18n::{LocalizedMessage, Translator};

use super::MAX_PIXELS;

/// Why a file is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// There is nothing in it.
    Empty,
    /// It is larger than it may be: its bytes, and how many there may be.
    TooLarge(u64, u64),
    /// It is no picture, or of a kind that nothing here reads.
    Unknown,
    /// It is a picture of a kind that phones make and that nothing here reads.
    Unread(&'static str),
    /// It has more pixels than fit, or needs more memory than there is.
    TooManyPixels,
    /// It is damaged, or was cut off.
    Broken,
}

impl ImageError {
    /// What happened and what to do now.
    pub fn message(self) -> LocalizedMessage {
        match self {
            Self::Empty => LocalizedMessage::new(Translator::picture_empty),
            Self::TooLarge(bytes, most) => {
                LocalizedMessage::new(move |t| t.picture_too_large(megabytes(bytes), megabytes(most)))
            }
            Self::Unknown => LocalizedMessage::new(Translator::picture_unknown),
            Self::Unread(kind) => LocalizedMessage::new(move |t| t.picture_unread(kind)),
            Self::TooManyPixels => LocalizedMessage::new(|t| t.picture_too_many_pixels(MAX_PIXELS / 1_000_000)),
            Self::Broken => LocalizedMessage::new(Translator::picture_broken),
        }
    }
}

/// Rounded up, so that what is too much never reads like the limit.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
