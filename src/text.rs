//! Validation of typed text: trims it, and rejects control characters and excess length.

use i18n::{LocalizedMessage, Translator};

/// Trims a text of one line.
///
/// # Errors
/// A message if it contains a line break or another control character.
pub fn single_line(typed: &str) -> Result<&str, LocalizedMessage> {
    let line = typed.trim();
    if line.contains(char::is_control) {
        return Err(LocalizedMessage::new(Translator::one_line_only));
    }
    Ok(line)
}

/// Trims a text of several lines.
///
/// # Errors
/// A message if it contains a NUL character.
pub fn multi_line(typed: &str) -> Result<&str, LocalizedMessage> {
    if typed.contains('\0') {
        return Err(LocalizedMessage::new(Translator::no_nul));
    }
    Ok(typed.trim())
}

/// Trims a text of several lines, such as a message or comment, with 1 to `max` characters.
///
/// # Errors
/// A message if it is empty, too long or contains a NUL character.
pub fn required_text(typed: &str, max: usize) -> Result<String, LocalizedMessage> {
    let text = multi_line(typed)?;
    match text.chars().count() {
        0 => Err(LocalizedMessage::new(Translator::write_something)),
        length if length > max => Err(LocalizedMessage::new(move |t| t.post_too_long(length, max))),
        _ => Ok(text.to_owned()),
    }
}

/// Copies a text of at most `max` characters.
///
/// # Errors
/// A message with both numbers.
pub fn check_length(max: usize, text: &str) -> Result<String, LocalizedMessage> {
    match text.chars().count() {
        length if length > max => Err(LocalizedMessage::new(move |t| t.too_long(max, length))),
        _ => Ok(text.to_owned()),
    }
}
