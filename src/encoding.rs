//! Text encodings: hexadecimal, random tokens, checksum lists, RFC 3339 times.

use std::fmt;

use jiff::fmt::temporal::DateTimePrinter;

use crate::entities::Timestamp;
use crate::error::{AppError, Result};

/// 32 bytes in lower-case hexadecimal, without heap allocation: every poll hashes its token.
pub struct Hex([u8; 64]);

impl Hex {
    /// Encodes 32 bytes, such as a SHA-256 digest.
    pub fn new(bytes: impl Into<[u8; 32]>) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; 64];
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(bytes.into()) {
            *pair = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
        }
        Self(digits)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Hex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The text of a `SHA256SUMS` file, as `sha256sum --check` reads it: one `hex  name` line for each file.
#[derive(Default)]
pub struct ChecksumList(String);

impl ChecksumList {
    /// The usual name of the file.
    pub const FILE_NAME: &str = "SHA256SUMS";

    /// Appends the line of a file.
    pub fn add(&mut self, name: &str, digest: &Hex) {
        self.0.extend([digest.as_str(), "  ", name, "\n"]);
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}

/// 256 random bits in hexadecimal, from the operating system.
///
/// # Errors
/// [`AppError::Unexpected`] when the system returns none.
pub fn random_hex() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(AppError::unexpected)?;
    Ok(Hex::new(bytes).to_string())
}

/// Formats a time for programs: RFC 3339, UTC, with milliseconds.
pub fn rfc3339(at: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    let time = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    PRINTER.timestamp_to_string(&time)
}
