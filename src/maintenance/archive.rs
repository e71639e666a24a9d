//! The file format of a backup: a zip of the stored files under `files/`, `porchlight.db` and `SHA256SUMS`. Standard
//! tools can unpack it, and check it with `sha256sum --check`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::encoding::{ChecksumList, Hex};

/// The entry of the database.
const DATABASE: &str = "porchlight.db";

/// In bytes.
const COPY_BUFFER: usize = 64 * 1024;

pub struct ArchiveWriter {
    zip: ZipWriter<BufWriter<File>>,
    checksums: ChecksumList,
}

impl ArchiveWriter {
    /// Writes into an empty file.
    pub fn new(file: File) -> Self {
        Self {
            zip: ZipWriter::new(BufWriter::new(file)),
            checksums: ChecksumList::default(),
        }
    }

    /// Adds a stored file, without compression: most of them are compressed images.
    pub fn add_file(&mut self, key: &str, name: &str, content: &[u8]) -> io::Result<()> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.add(&format!("files/{key}/{name}"), stored, content)
    }

    /// Adds the database. `on_progress` gets the number of bytes of each step.
    pub fn add_database(&mut self, file: &Path, on_progress: impl FnMut(u64)) -> io::Result<()> {
        // Files over 4 GB need the zip64 format, which must be chosen before their size is known.
        let large = SimpleFileOptions::default().large_file(true);
        let content = ProgressReader(File::open(file)?, on_progress);
        self.add(DATABASE, large, content)
    }

    fn add(&mut self, name: &str, options: SimpleFileOptions, mut content: impl Read) -> io::Result<()> {
        self.zip.start_file(name, options)?;
        let digest = copy(&mut content, &mut self.zip)?;
        self.checksums.add(name, &digest);
        Ok(())
    }

    /// Adds the checksums and syncs the file to disk.
    pub fn finish(mut self) -> io::Result<()> {
        self.zip
            .start_file(ChecksumList::FILE_NAME, SimpleFileOptions::default())?;
        self.zip.write_all(self.checksums.text().as_bytes())?;
        let file = self
            .zip
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }
}

pub struct ArchiveReader {
    zip: ZipArchive<BufReader<File>>,
    /// The hexadecimal SHA-256 of each entry, by its name.
    checksums: BTreeMap<String, String>,
}

impl ArchiveReader {
    /// Opens a backup.
    ///
    /// # Errors
    /// When the file cannot be read, has no database, or its entries are not those in the list of checksums. Contents are
    /// checked when they are read.
    pub fn open(file: &Path) -> io::Result<Self> {
        let mut zip = ZipArchive::new(BufReader::new(File::open(file)?))?;
        let mut text = String::new();
        zip.by_name(ChecksumList::FILE_NAME)?.read_to_string(&mut text)?;
        let lines = text
            .lines()
            .map(|line| line.split_once("  ").ok_or_else(invalid_backup));
        let checksums = lines
            .map(|line| line.map(|(checksum, name)| (name.to_owned(), checksum.to_owned())))
            .collect::<io::Result<BTreeMap<_, _>>>()?;
        let has_all = checksums.keys().all(|name| zip.index_for_name(name).is_some());
        if !has_all || checksums.len() + 1 != zip.len() || !checksums.contains_key(DATABASE) {
            return Err(invalid_backup());
        }
        Ok(Self { zip, checksums })
    }

    /// The keys and names of the stored files.
    ///
    /// # Errors
    /// When a key or name could lead outside the folder of files.
    pub fn files(&self) -> io::Result<Vec<(String, String)>> {
        let names = self.checksums.keys().filter(|name| *name != DATABASE);
        names
            .map(|name| {
                let path = name.strip_prefix("files/").and_then(|path| path.split_once('/'));
                let (key, name) = path
                    .filter(|(key, name)| is_safe(key) && is_safe(name))
                    .ok_or_else(invalid_backup)?;
                Ok((key.to_owned(), name.to_owned()))
            })
            .collect()
    }

    /// The content of a stored file.
    ///
    /// # Errors
    /// When it cannot be read or does not match its checksum.
    pub fn file(&mut self, key: &str, name: &str) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        self.unpack(&format!("files/{key}/{name}"), &mut content, |_| {})?;
        Ok(content)
    }

    /// In bytes, uncompressed.
    pub fn database_size(&mut self) -> io::Result<u64> {
        Ok(self.zip.by_name(DATABASE)?.size())
    }

    /// Unpacks the database. `on_progress` gets the number of bytes of each step.
    ///
    /// # Errors
    /// When it cannot be read or written, or does not match its checksum; `into` is then incomplete or wrong.
    pub fn database(&mut self, into: &mut impl Write, on_progress: impl FnMut(u64)) -> io::Result<()> {
        self.unpack(DATABASE, into, on_progress)
    }

    fn unpack(&mut self, name: &str, into: &mut impl Write, on_progress: impl FnMut(u64)) -> io::Result<()> {
        let digest = copy(&mut ProgressReader(self.zip.by_name(name)?, on_progress), into)?;
        if self.checksums.get(name).map(String::as_str) == Some(digest.as_str()) {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "{name} does not match its checksum: the backup is damaged"
        )))
    }
}

/// Whether a name is one path component of plain characters. A crafted backup cannot write outside the folder.
fn is_safe(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_plain)
}

fn invalid_backup() -> io::Error {
    io::Error::other("it is not a backup of a site")
}

/// Copies everything; returns the SHA-256.
fn copy(from: &mut impl Read, into: &mut impl Write) -> io::Result<Hex> {
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; COPY_BUFFER]);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(Hex::new(hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
        into.write_all(&buffer[..read])?;
    }
}

/// A reader that reports the number of bytes of each read.
struct ProgressReader<R, F>(R, F);

impl<R: Read, F: FnMut(u64)> Read for ProgressReader<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        (self.1)(read as u64);
        Ok(read)
    }
}
