//! Which files people may send each other, by what is in them and never by their name alone; and what they are called.

use i18n::{LocalizedMessage, Translator};

use crate::images;

/// The most bytes of a file.
pub const MAX_BYTES: u64 = 20_000_000;

/// How many bytes of a file say what it is.
pub const HEAD: usize = 8_192;

/// What a file is, by what is in it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What it is served as.
    pub content_type: &'static str,
    /// How its name ends, if nothing else fits.
    ending: &'static str,
    /// How its name may end as well.
    others: &'static [&'static str],
}

impl Kind {
    /// What a file of this kind is called: as its sender calls it, unless the name ends as those of other kinds do. Then
    /// its own ending follows, because whoever opens it on their own disk has the name alone decide what becomes of it.
    pub fn name(self, given: &str) -> String {
        // Windows leaves out dots and spaces at the end of a name.
        let name = given.trim_end_matches(|last: char| last == '.' || last.is_whitespace());
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        match ending {
            Some(ending) if !self.may_end(&ending) => format!("{name}.{}", self.ending),
            _ => given.to_owned(),
        }
    }

    fn may_end(self, ending: &str) -> bool {
        ending == self.ending || self.others.contains(&ending)
    }
}

const fn kind(content_type: &'static str, ending: &'static str, others: &'static [&'static str]) -> Kind {
    Kind {
        content_type,
        ending,
        others,
    }
}

/// Pictures, whatever they came as: what is kept of them is WebP.
pub const PICTURE: Kind = kind(
    images::CONTENT_TYPE,
    "webp",
    &[
        "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif",
    ],
);

const TEXT: Kind = kind("text/plain; charset=utf-8", "txt", &["csv", "md", "log", "ics", "vcf"]);

/// What is recognised by its content, beside pictures and plain text.
const KINDS: [Kind; 10] = [
    kind("application/pdf", "pdf", &[]),
    kind("application/msword", "doc", &["dot"]),
    kind("application/vnd.ms-excel", "xls", &["xlt"]),
    kind("application/vnd.ms-powerpoint", "ppt", &["pps", "pot"]),
    kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        &["dotx"],
    ),
    kind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        &["xltx"],
    ),
    kind(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
        &["ppsx", "potx"],
    ),
    kind("application/vnd.oasis.opendocument.text", "odt", &["ott"]),
    kind("application/vnd.oasis.opendocument.spreadsheet", "ods", &["ots"]),
    kind("application/vnd.oasis.opendocument.presentation", "odp", &["otp"]),
];

/// Whether the first bytes of a file say that it is a picture, of whatever kind.
pub fn is_picture(head: &[u8]) -> bool {
    infer::is_image(head)
}

/// What a file is that is no picture.
///
/// # Errors
/// When it is neither a PDF, nor text, nor a document of an office program.
pub fn of(content: &[u8]) -> Result<Kind, LocalizedMessage> {
    let head = content.get(..HEAD).unwrap_or(content);
    if let Some(found) = infer::get(head) {
        let known = KINDS.into_iter().find(|kind| kind.content_type == found.mime_type());
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

fn unknown() -> LocalizedMessage {
    LocalizedMessage::new(Translator::attachment_unknown)
}
