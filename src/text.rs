//! What people type, made safe to store: trimmed, and without the characters that no text needs.

/// A line: trimmed, without line breaks or other control characters.
///
/// # Errors
/// A sentence about the character that cannot stay.
pub fn line(typed: &str) -> Result<&str, String> {
    let line = typed.trim();
    if line.contains(char::is_control) {
        return Err("Use letters, digits and signs only, on one line".to_owned());
    }
    Ok(line)
}

/// A text of several lines: trimmed, line breaks kept.
///
/// # Errors
/// A sentence about the character that cannot stay.
pub fn paragraphs(typed: &str) -> Result<&str, String> {
    if typed.contains('\0') {
        return Err("The character NUL cannot be kept. Remove it and try again.".to_owned());
    }
    Ok(typed.trim())
}

/// A text of 1 to `longest` characters, as messages and comments are.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn post(typed: &str, longest: usize) -> Result<String, String> {
    let text = paragraphs(typed)?;
    match text.chars().count() {
        0 => Err("Write something first".to_owned()),
        length if length > longest => Err(format!(
            "This has {length} characters; at most {longest} fit. Shorten it or send it in parts."
        )),
        _ => Ok(text.to_owned()),
    }
}
