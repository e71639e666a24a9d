//! References from rows of the database to stored files: scanning them, and checking the files.

use bytes::Bytes;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use super::PAGE;
use crate::conversations::attachments;
use crate::encoding::Hex;
use crate::entities::{AttachmentId, PhotoId, attachment, photo};
use crate::error::{AppError, Result};
use crate::images;
use crate::storage::Store;

/// The files of one row.
#[derive(Clone, Debug)]
pub struct FileReference {
    /// For messages, such as `photo 7`.
    pub row: String,
    /// The storage key: the SHA-256 of the contents of all files in the order of `names`.
    pub key: String,
    pub names: Vec<String>,
    /// Of the last file, in bytes; None when the row does not contain it.
    size: Option<u64>,
}

/// Position of a scan: first all photos, then all attachments, by their ids.
#[derive(Default)]
pub struct ReferenceScan {
    photo: Option<PhotoId>,
    attachment: Option<AttachmentId>,
}

impl ReferenceScan {
    /// The references of the next rows; empty at the end.
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Vec<FileReference>> {
        let photos = photo::Entity::find()
            .filter(photo::Column::Id.gt(self.photo.unwrap_or(PhotoId(0))))
            .order_by_asc(photo::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        if let Some(last) = photos.last() {
            self.photo = Some(last.id);
            return photos.iter().map(photo_reference).collect();
        }
        let attachments = attachment::Entity::find()
            .filter(attachment::Column::Id.gt(self.attachment.unwrap_or(AttachmentId(0))))
            .order_by_asc(attachment::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        self.attachment = attachments.last().map(|last| last.id).or(self.attachment);
        attachments.iter().map(attachment_reference).collect()
    }
}

/// The number of rows that reference files.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(photo::Entity::find().count(db).await? + attachment::Entity::find().count(db).await?)
}

fn photo_reference(row: &photo::Model) -> Result<FileReference> {
    Ok(FileReference {
        row: format!("photo {}", row.id),
        key: row.key.clone(),
        names: renditions(row.width)?,
        size: None,
    })
}

fn attachment_reference(row: &attachment::Model) -> Result<FileReference> {
    Ok(FileReference {
        row: format!("attachment {}", row.id),
        key: row.key.clone(),
        names: match row.width {
            Some(width) => renditions(width)?,
            None => vec![attachments::actions::original_file_name(row)?],
        },
        size: u64::try_from(row.size).ok(),
    })
}

fn renditions(width: i64) -> Result<Vec<String>> {
    let width = u32::try_from(width).map_err(AppError::unexpected)?;
    Ok(images::widths(width).map(images::file_name).collect())
}

impl FileReference {
    /// Checks existence and size without reading the files. Returns a message for the operator if anything is wrong.
    pub async fn fault(&self, store: &Store) -> Option<String> {
        let mut size = None;
        for name in &self.names {
            size = match store.size(&self.key, name).await {
                Err(error) => return Some(self.unreadable(name, &error)),
                Ok(size) => Some(size),
            };
        }
        let differs = self.size.is_some() && size != self.size;
        differs.then(|| format!("{}: the file under {} has the wrong size", self.row, self.key))
    }

    /// Reads the files and compares their checksum with the key. Returns the contents, up to the first file that cannot
    /// be read, and a message for the operator if anything is wrong.
    pub async fn read(&self, store: &Store) -> (Vec<Bytes>, Option<String>) {
        let (mut contents, mut hasher) = (Vec::<Bytes>::new(), Sha256::new());
        for name in &self.names {
            match store.read(&self.key, name).await {
                Err(error) => return (contents, Some(self.unreadable(name, &error))),
                Ok(content) => {
                    hasher.update(&content);
                    contents.push(content);
                }
            }
        }
        let differs = Hex::new(hasher.finalize()).as_str() != self.key;
        let fault = differs.then(|| format!("{}: the files under {} do not match their checksum", self.row, self.key));
        (contents, fault)
    }

    /// Whether any row of a database references the key.
    pub async fn is_in(&self, db: &impl ConnectionTrait) -> Result<bool> {
        let photos = photo::Entity::find().filter(photo::Column::Key.eq(&*self.key));
        let attachments = attachment::Entity::find().filter(attachment::Column::Key.eq(&*self.key));
        Ok(photos.count(db).await? + attachments.count(db).await? > 0)
    }

    /// A file that cannot be read is a fault of its row, not an error that ends the scan.
    fn unreadable(&self, name: &str, error: &AppError) -> String {
        let problem = match error {
            AppError::NotFound => "is missing".to_owned(),
            error => format!("cannot be read: {error}"),
        };
        format!("{}: the file {name} under {} {problem}", self.row, self.key)
    }
}
