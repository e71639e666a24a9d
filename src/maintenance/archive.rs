//! The one file that a backup is: a zip of `SHA256SUMS`, the files under `files`, and `porchlight.db`. Any unzip opens it,
//! and `sha256sum --check` checks it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::encoding::Hex;

/// The database.
pub const DATABASE: &str = "porchlight.db";

/// What each entry sums up to.
const SUMS: &str = "SHA256SUMS";

/// Bytes that are copied at once.
const CHUNK: usize = 64 * 1024;

/// A backup in the making.
pub struct ArchiveWriter {
    zip: ZipWriter<BufWriter<File>>,
    sums: String,
}

impl ArchiveWriter {
    /// Into an empty file.
    pub fn into(file: File) -> Self {
        Self {
            zip: ZipWriter::new(BufWriter::new(file)),
            sums: String::new(),
        }
    }

    /// Packs a file that people sent: it is packed already, mostly.
    pub fn add_file(&mut self, key: &str, name: &str, content: &[u8]) -> io::Result<()> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.add(&format!("files/{key}/{name}"), stored, content)
    }

    /// Packs the database, and tells of every byte.
    pub fn add_database(&mut self, file: &Path, tell: impl FnMut(u64)) -> io::Result<()> {
        // It may be larger than 4 GB, which a zip has to know before.
        let large = SimpleFileOptions::default().large_file(true);
        let telling = Telling(File::open(file)?, tell);
        self.add(DATABASE, large, telling)
    }

    fn add(&mut self, name: &str, options: SimpleFileOptions, mut content: impl Read) -> io::Result<()> {
        self.zip.start_file(name, options)?;
        let sum = copy(&mut content, &mut self.zip)?;
        // Writing to a String cannot fail.
        let _ = writeln!(self.sums, "{sum}  {name}");
        Ok(())
    }

    /// Ends it, and brings it to disk.
    pub fn finish(mut self) -> io::Result<()> {
        self.zip.start_file(SUMS, SimpleFileOptions::default())?;
        self.zip.write_all(self.sums.as_bytes())?;
        let file = self
            .zip
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }
}

/// A backup that is read.
pub struct ArchiveReader {
    zip: ZipArchive<BufReader<File>>,
    /// The sum of each entry, by its name.
    sums: BTreeMap<String, String>,
}

impl ArchiveReader {
    /// Opens a backup, and looks whether everything is there that it says it has.
    pub fn open(file: &Path) -> io::Result<Self> {
        let mut zip = ZipArchive::new(BufReader::new(File::open(file)?))?;
        let mut sums = String::new();
        zip.by_name(SUMS)?.read_to_string(&mut sums)?;
        let lines = sums.lines().map(|line| line.split_once("  ").ok_or_else(no_backup));
        let sums = lines
            .map(|line| line.map(|(sum, name)| (name.to_owned(), sum.to_owned())))
            .collect::<io::Result<BTreeMap<_, _>>>()?;
        let whole = sums.keys().all(|name| zip.index_for_name(name).is_some());
        if !whole || sums.len() + 1 != zip.len() || !sums.contains_key(DATABASE) {
            return Err(no_backup());
        }
        Ok(Self { zip, sums })
    }

    /// The keys and names of the files that people sent.
    pub fn files(&self) -> io::Result<Vec<(String, String)>> {
        let names = self.sums.keys().filter(|name| *name != DATABASE);
        names
            .map(|name| {
                let path = name.strip_prefix("files/").and_then(|path| path.split_once('/'));
                let (key, name) = path
                    .filter(|(key, name)| is_plain(key) && is_plain(name))
                    .ok_or_else(no_backup)?;
                Ok((key.to_owned(), name.to_owned()))
            })
            .collect()
    }

    /// A file that people sent.
    pub fn file(&mut self, key: &str, name: &str) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        self.unpack(&format!("files/{key}/{name}"), &mut content, |_| {})?;
        Ok(content)
    }

    /// How many bytes the database has.
    pub fn size_of_database(&mut self) -> io::Result<u64> {
        Ok(self.zip.by_name(DATABASE)?.size())
    }

    /// Unpacks the database, and tells of every byte.
    pub fn database(&mut self, into: &mut impl Write, tell: impl FnMut(u64)) -> io::Result<()> {
        self.unpack(DATABASE, into, tell)
    }

    fn unpack(&mut self, name: &str, into: &mut impl Write, tell: impl FnMut(u64)) -> io::Result<()> {
        let sum = copy(&mut Telling(self.zip.by_name(name)?, tell), into)?;
        if self.sums.get(name) == Some(&sum) {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "{name} is not what was packed: the backup is damaged"
        )))
    }
}

/// Names of ours: they lead nowhere else.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain)
}

fn no_backup() -> io::Error {
    io::Error::other("it is no backup of a site")
}

/// Copies everything, and answers with its sum.
fn copy(from: &mut impl Read, into: &mut impl Write) -> io::Result<String> {
    let (mut sum, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = from.read(&mut chunk)?;
        if read == 0 {
            return Ok(Hex::new(sum.finalize()).to_string());
        }
        sum.update(&chunk[..read]);
        into.write_all(&chunk[..read])?;
    }
}

/// What is read, told of.
struct Telling<R, F>(R, F);

impl<R: Read, F: FnMut(u64)> Read for Telling<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        (self.1)(read as u64);
        Ok(read)
    }
}
