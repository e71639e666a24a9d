//! The files that rows want, read a page at a time.

use bytes::Bytes;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use super::PAGE;
use crate::conversations::attachments;
use crate::encoding::Hex;
use crate::entities::{AttachmentId, PhotoId, attachment, photo};
use crate::error::{AppError, Result};
use crate::images;
use crate::storage::Files;

/// What a row wants to have beside it.
#[derive(Clone, Debug)]
pub struct FileReference {
    /// Which row, for the operator.
    pub row: String,
    /// The key of its files: the sum of all of them, in their order.
    pub key: String,
    /// What they are called.
    pub names: Vec<String>,
    /// How long the last of them is, where the row says.
    size: Option<u64>,
}

/// How far the reading has come.
#[derive(Default)]
pub struct ReferenceScan {
    photo: Option<PhotoId>,
    attachment: Option<AttachmentId>,
}

impl ReferenceScan {
    /// What the next rows want; nothing once all have been read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Vec<FileReference>> {
        let photos = photo::Entity::find()
            .filter(photo::Column::Id.gt(self.photo.unwrap_or(PhotoId(0))))
            .order_by_asc(photo::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        if let Some(last) = photos.last() {
            self.photo = Some(last.id);
            return photos.iter().map(of_photo).collect();
        }
        let attachments = attachment::Entity::find()
            .filter(attachment::Column::Id.gt(self.attachment.unwrap_or(AttachmentId(0))))
            .order_by_asc(attachment::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        self.attachment = attachments.last().map(|last| last.id).or(self.attachment);
        attachments.iter().map(of_attachment).collect()
    }
}

/// How many rows want files.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(photo::Entity::find().count(db).await? + attachment::Entity::find().count(db).await?)
}

fn of_photo(row: &photo::Model) -> Result<FileReference> {
    Ok(FileReference {
        row: format!("photo {}", row.id),
        key: row.key.clone(),
        names: renditions(row.width)?,
        size: None,
    })
}

fn of_attachment(row: &attachment::Model) -> Result<FileReference> {
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
    /// What is wrong with the files, by what the store says of them.
    pub async fn fault(&self, files: &Files) -> Option<String> {
        let mut size = None;
        for name in &self.names {
            size = match files.size(&self.key, name).await {
                Err(error) => return Some(self.without(name, &error)),
                Ok(size) => Some(size),
            };
        }
        let differs = self.size.is_some() && size != self.size;
        differs.then(|| format!("{}: the file under {} has another length", self.row, self.key))
    }

    /// The files themselves, as far as they can be read, and what is wrong with them: their sum is their key.
    pub async fn read(&self, files: &Files) -> (Vec<Bytes>, Option<String>) {
        let (mut read, mut sum) = (Vec::new(), Sha256::new());
        for name in &self.names {
            match files.read(&self.key, name).await {
                Err(error) => return (read, Some(self.without(name, &error))),
                Ok(content) => read.push(content),
            }
            sum.update(read.last().map_or(&[][..], |content| content));
        }
        let differs = Hex::new(sum.finalize()).as_str() != self.key;
        let fault = differs.then(|| format!("{}: the files under {} have another content", self.row, self.key));
        (read, fault)
    }

    /// Whether some row of a database wants them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_in(&self, db: &impl ConnectionTrait) -> Result<bool> {
        let photos = photo::Entity::find().filter(photo::Column::Key.eq(&*self.key));
        let attachments = attachment::Entity::find().filter(attachment::Column::Key.eq(&*self.key));
        Ok(photos.count(db).await? + attachments.count(db).await? > 0)
    }

    /// One file that does not answer hides no other.
    fn without(&self, name: &str, error: &AppError) -> String {
        let why = match error {
            AppError::NotFound => "is missing".to_owned(),
            error => format!("cannot be read: {error}"),
        };
        format!("{}: the file {name} under {} {why}", self.row, self.key)
    }
}
