//! Which files people may send each other, by what is in them and never by their name alone.

use words::{Sentence, Words};

/// The most bytes of a file.
pub const MOST_BYTES: u64 = 20_000_000;

/// How many bytes of a file say what it is.
pub const HEAD: usize = 8_192;

/// What is recognised by its content, beside plain text.
const KINDS: [&str; 10] = [
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

const TEXT: &str = "text/plain; charset=utf-8";

/// Whether the first bytes of a file say that it is a picture, of whatever kind.
pub fn is_picture(head: &[u8]) -> bool {
    infer::is_image(head)
}

/// What a file is served as.
///
/// # Errors
/// When it is neither a PDF, nor text, nor a document of an office program.
pub fn content_type(content: &[u8]) -> Result<&'static str, Sentence> {
    let head = content.get(..HEAD).unwrap_or(content);
    if let Some(found) = infer::get(head) {
        let known = KINDS.into_iter().find(|kind| *kind == found.mime_type());
        return known.ok_or_else(unknown);
    }
    let is_text = std::str::from_utf8(content).is_ok_and(|text| !text.chars().any(is_binary) && !is_markup(text));
    if is_text { Ok(TEXT) } else { Err(unknown()) }
}

/// A page or a drawing: a browser would run what is in it once somebody opened it from their own disk.
fn is_markup(text: &str) -> bool {
    let start = text.trim_start_matches(|first: char| first.is_whitespace() || first == '\u{feff}');
    start.starts_with('<')
}

fn is_binary(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}')
}

fn unknown() -> Sentence {
    Sentence::new(Words::attachment_unknown)
}
