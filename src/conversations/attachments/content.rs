//! Reads an uploaded file once, in pieces: its hash, its length, its first bytes, and whether it is text.

use std::fs::File;
use std::io::{self, Read, Seek};

use sha2::{Digest, Sha256};

use super::file_types::HEAD_BYTES;
use crate::encoding::Hex;

/// In bytes.
const PIECE_SIZE: usize = 64 * 1_024;

/// The most bytes of an incomplete UTF-8 character.
const MAX_INCOMPLETE: usize = 3;

pub struct FileSummary {
    /// The SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// In bytes.
    pub length: u64,
    /// The first [`HEAD_BYTES`], or the whole content if it is shorter.
    pub head: Vec<u8>,
    /// Whether the content is UTF-8 without control characters other than white space.
    pub is_text: bool,
}

/// Reads the first [`HEAD_BYTES`] of a file, or all of a shorter one, and rewinds it.
pub fn read_head(file: &mut File) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

/// Reads a whole file and rewinds it.
pub fn summarise(file: &mut File) -> io::Result<FileSummary> {
    let head = read_head(file)?;
    let (mut hash, mut text) = (Sha256::new(), TextCheck::default());
    let (mut piece, mut length) = (vec![0; PIECE_SIZE], 0);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        length += read as u64;
        hash.update(&piece[..read]);
        text.add(&piece[..read]);
    }
    file.rewind()?;
    Ok(FileSummary {
        hash: Hex::new(hash.finalize()).to_string(),
        length,
        head,
        is_text: text.is_text(),
    })
}

/// Checks pieces of a text. A character may be split between two pieces.
#[derive(Default)]
struct TextCheck {
    incomplete: Vec<u8>,
    is_binary: bool,
}

impl TextCheck {
    fn add(&mut self, piece: &[u8]) {
        if self.is_binary {
            return;
        }
        let mut bytes = std::mem::take(&mut self.incomplete);
        bytes.extend(piece);
        let valid = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                self.is_binary = error.error_len().is_some() || rest.len() > MAX_INCOMPLETE;
                self.incomplete = rest.to_owned();
                std::str::from_utf8(valid).unwrap_or_default()
            }
        };
        self.is_binary |= valid.chars().any(is_binary);
    }

    fn is_text(&self) -> bool {
        !self.is_binary && self.incomplete.is_empty()
    }
}

fn is_binary(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}')
}
