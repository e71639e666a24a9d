//! What people type, made safe to store: trimmed, and without the characters that no text needs.

use i18n::{LocalizedMessage, Translator};

/// A line: trimmed, without line breaks or other control characters.
///
/// # Errors
/// A sentence about the character that cannot stay.
pub fn line(typed: &str) -> Result<&str, LocalizedMessage> {
    let line = typed.trim();
    if line.contains(char::is_control) {
        return Err(LocalizedMessage::new(Translator::one_line_only));
    }
    Ok(line)
}

/// A text of several lines: trimmed, line breaks kept.
///
/// # Errors
/// A sentence about the character that cannot stay.
pub fn paragraphs(typed: &str) -> Result<&str, LocalizedMessage> {
    if typed.contains('\0') {
        return Err(LocalizedMessage::new(Translator::no_nul));
    }
    Ok(typed.trim())
}

/// A text of 1 to `longest` characters, as messages and comments are.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn post(typed: &str, longest: usize) -> Result<String, LocalizedMessage> {
    let text = paragraphs(typed)?;
    match text.chars().count() {
        0 => Err(LocalizedMessage::new(Translator::write_something)),
        length if length > longest => Err(LocalizedMessage::new(move |t| t.post_too_long(length, longest))),
        _ => Ok(text.to_owned()),
    }
}

/// The text, if it has at most `longest` characters.
///
/// # Errors
/// A sentence with both numbers.
pub fn at_most(longest: usize, text: &str) -> Result<String, LocalizedMessage> {
    match text.chars().count() {
        length if length > longest => Err(LocalizedMessage::new(move |t| t.too_long(longest, length))),
        _ => Ok(text.to_owned()),
    }
}
