//! Validation of typed text: trims and cleans it, and rejects control characters and excess length.
//!
//! Cleaning removes what changes the display of other text: bidi controls, and marks that cover the lines above and
//! below. A text without visible characters counts as empty.

use std::borrow::Cow;

use i18n::{LocalizedMessage, Translator};
use icu_properties::props::{BinaryProperty as _, DefaultIgnorableCodePoint, EnumeratedProperty as _, GeneralCategory};

/// Maximum number of combining marks above, below or around a letter. Vietnamese and Thai have two, pointed Hebrew five,
/// and Tibetan up to eight.
const MAX_MARKS: usize = 8;

/// Cleans and trims a text of one line. Returns an empty text if nothing of it is visible.
///
/// # Errors
/// A message if it contains a line break or another control character.
pub fn single_line(typed: &str) -> Result<String, LocalizedMessage> {
    let line = visible(clean(typed).trim()).to_owned();
    if line.contains(|c: char| c.is_control() || is_line_separator(c)) {
        return Err(LocalizedMessage::new(Translator::one_line_only));
    }
    Ok(line)
}

/// Cleans and trims a text of several lines. Returns an empty text if nothing of it is visible.
///
/// # Errors
/// A message if it contains a NUL character.
pub fn multi_line(typed: &str) -> Result<String, LocalizedMessage> {
    if typed.contains('\0') {
        return Err(LocalizedMessage::new(Translator::no_nul));
    }
    Ok(clean_lines(typed))
}

/// Cleans and trims a text of several lines, such as a message or comment, with 1 to `max` characters.
///
/// # Errors
/// A message if nothing of it is visible, if it is too long or contains a NUL character.
pub fn required_text(typed: &str, max: usize) -> Result<String, LocalizedMessage> {
    let text = multi_line(typed)?;
    match text.chars().count() {
        0 => Err(LocalizedMessage::new(Translator::write_something)),
        length if length > max => Err(LocalizedMessage::new(move |t| t.post_too_long(length, max))),
        _ => Ok(text),
    }
}

/// Returns a text of at most `max` characters.
///
/// # Errors
/// A message with both numbers.
pub fn check_length(max: usize, text: impl Into<String>) -> Result<String, LocalizedMessage> {
    let text = text.into();
    match text.chars().count() {
        length if length > max => Err(LocalizedMessage::new(move |t| t.too_long(max, length))),
        _ => Ok(text),
    }
}

/// Returns what [`multi_line`] stores of a text that it accepts.
pub fn clean_lines(typed: &str) -> String {
    visible(clean(typed).replace(is_line_separator, "\n").trim()).to_owned()
}

/// Cleans the name of a file for display: without control and format characters, except the joiners of letters and emoji.
/// A name of more than `max` characters is cut before its extension. Returns an empty text if nothing of it is visible.
pub fn file_name(given: &str, max: usize) -> String {
    let is_shown = |c: &char| {
        !c.is_control()
            && !is_line_separator(*c)
            && !matches!(
                c,
                '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            )
    };
    let name: String = clean(given).chars().filter(is_shown).collect();
    cut_file_name(visible(&name), max)
}

/// Cuts a name to `max` characters and an ellipsis. The extension stays: systems open a file by it.
fn cut_file_name(name: &str, max: usize) -> String {
    const MAX_EXTENSION_LENGTH: usize = 10;
    if name.chars().count() <= max {
        return name.to_owned();
    }
    let dot = name
        .rfind('.')
        .filter(|dot| name[*dot..].chars().count() <= MAX_EXTENSION_LENGTH.min(max));
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let kept: String = stem.chars().take(max - extension.chars().count()).collect();
    format!("{kept}…{extension}")
}

/// Removes bidi controls, and the marks of a letter beyond [`MAX_MARKS`].
fn clean(typed: &str) -> Cow<'_, str> {
    if typed.is_ascii() {
        return Cow::Borrowed(typed);
    }
    let mut marks = 0;
    let is_kept = |c: &char| {
        if is_stacking_mark(*c) {
            marks += 1;
        } else if !DefaultIgnorableCodePoint::for_char(*c) {
            // Joiners between marks begin no new letter.
            marks = 0;
        }
        marks <= MAX_MARKS && !is_bidi_control(*c)
    };
    typed.chars().filter(is_kept).collect()
}

/// Embeddings, overrides and isolates (UAX #9): they change the order of the text that follows, also beyond the end of a
/// name. The marks LRM, RLM and ALM have no such effect, and Arabic and Hebrew texts need them.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a mark takes no space of its own, so that several cover each other or the next line.
fn is_stacking_mark(c: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark};
    matches!(GeneralCategory::for_char(c), EnclosingMark | NonspacingMark)
}

/// Returns the text, or an empty text if none of its characters is visible.
fn visible(text: &str) -> &str {
    if text.contains(is_visible) { text } else { "" }
}

/// Whether a character shows something by itself: no space, control, format character, filler or mark. Characters of
/// later Unicode versions count as visible.
fn is_visible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic();
    }
    use GeneralCategory::{
        Control, EnclosingMark, Format, LineSeparator, NonspacingMark, ParagraphSeparator, SpaceSeparator, SpacingMark,
    };
    let is_invisible = matches!(
        GeneralCategory::for_char(c),
        Control
            | EnclosingMark
            | Format
            | LineSeparator
            | NonspacingMark
            | ParagraphSeparator
            | SpaceSeparator
            | SpacingMark
    );
    !is_invisible && !is_blank(c) && !DefaultIgnorableCodePoint::for_char(c)
}

/// Blank symbols, which are neither spaces nor ignorable: the empty Braille pattern and the null notehead.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{1d159}')
}
