//! The accepted file types, recognised by content and never by the name alone, and the names that files are served
//! with.

use i18n::{LocalizedMessage, Translator};

use crate::images;

/// Maximum size of a file, in bytes.
pub const MAX_BYTES: u64 = 20_000_000;

/// Number of bytes at the start of a file from which its type is recognised.
pub const HEAD_BYTES: usize = 8_192;

#[derive(Clone, Copy)]
pub struct FileType {
    /// The media type that it is served with.
    pub content_type: &'static str,
    /// The extension that is appended to a name with a wrong one.
    extension: &'static str,
    /// Other extensions that fit the type.
    aliases: &'static [&'static str],
}

impl FileType {
    /// The name that a file of this type is served with: the sender's name, unless its extension belongs to another
    /// type. Then the right extension is appended, because the recipient's system opens a downloaded file by its
    /// extension. A file without a name is called `file`.
    pub fn name(self, given: &str) -> String {
        // Windows removes dots and spaces at the end of a name.
        let name = given.trim_end_matches(|last: char| last == '.' || last.is_whitespace());
        if name.is_empty() {
            return format!("file.{}", self.extension);
        }
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        match extension {
            Some(extension) if !self.allows(&extension) => format!("{name}.{}", self.extension),
            _ => given.to_owned(),
        }
    }

    fn allows(self, extension: &str) -> bool {
        extension == self.extension || self.aliases.contains(&extension)
    }
}

const fn file_type(content_type: &'static str, extension: &'static str, aliases: &'static [&'static str]) -> FileType {
    FileType {
        content_type,
        extension,
        aliases,
    }
}

/// All images: whatever their format, only the WebP renditions are stored.
pub const IMAGE: FileType = file_type(
    images::CONTENT_TYPE,
    "webp",
    &[
        "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif",
    ],
);

const TEXT: FileType = file_type("text/plain; charset=utf-8", "txt", &["csv", "md", "log", "ics", "vcf"]);

/// The other types, except plain text, which has no signature.
const FILE_TYPES: [FileType; 10] = [
    file_type("application/pdf", "pdf", &[]),
    file_type("application/msword", "doc", &["dot"]),
    file_type("application/vnd.ms-excel", "xls", &["xlt"]),
    file_type("application/vnd.ms-powerpoint", "ppt", &["pps", "pot"]),
    file_type(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        &["dotx"],
    ),
    file_type(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        &["xltx"],
    ),
    file_type(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
        &["ppsx", "potx"],
    ),
    file_type("application/vnd.oasis.opendocument.text", "odt", &["ott"]),
    file_type("application/vnd.oasis.opendocument.spreadsheet", "ods", &["ots"]),
    file_type("application/vnd.oasis.opendocument.presentation", "odp", &["otp"]),
];

/// Whether the first bytes of a file are those of an image, in any format.
pub fn is_image(head: &[u8]) -> bool {
    infer::is_image(head)
}

/// Recognises the type of a file that is not an image.
///
/// # Errors
/// The message for the sender, when it is neither a PDF nor text nor an office document.
pub fn detect(content: &[u8]) -> Result<FileType, LocalizedMessage> {
    let head = content.get(..HEAD_BYTES).unwrap_or(content);
    if let Some(detected) = infer::get(head) {
        let accepted = FILE_TYPES
            .into_iter()
            .find(|file_type| file_type.content_type == detected.mime_type());
        return accepted.ok_or_else(unknown_type);
    }
    let is_text = std::str::from_utf8(content).is_ok_and(|text| !text.chars().any(is_binary) && !is_markup(text));
    if is_text { Ok(TEXT) } else { Err(unknown_type()) }
}

/// Whether a text is HTML, SVG or other markup. A browser would run its scripts when a recipient opens the downloaded
/// file.
fn is_markup(text: &str) -> bool {
    let start = text.trim_start_matches(|first: char| first.is_whitespace() || first == '\u{feff}');
    start.starts_with('<')
}

fn is_binary(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}')
}

fn unknown_type() -> LocalizedMessage {
    LocalizedMessage::new(Translator::attachment_unknown)
}
