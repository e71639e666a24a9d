//! The previous versions of edited messages, which both participants can see.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::{Db, Tx};
use crate::entities::{MessageId, MessageVersionId, message, message_version};
use crate::error::Result;

/// Edits of one message. Further edits are rejected: dropping an old version instead would let a sender hide what a
/// message said before.
pub const MAX_VERSIONS: usize = 20;

/// The previous versions of messages. Of a message that has more than [`MAX_VERSIONS`], from a database that had no
/// limit, only the first and the latest ones were read.
#[derive(Clone, Debug, Default)]
pub struct MessageVersions {
    rows: Vec<message_version::Model>,
    /// The number of stored versions of each message that has any.
    totals: BTreeMap<MessageId, usize>,
}

impl MessageVersions {
    /// Reads the versions of messages. The queries run only if a message was edited.
    pub async fn load(db: &Db, messages: &[message::Model]) -> Result<Self> {
        let edited = messages.iter().filter(|row| row.edited_at.is_some());
        let edited: Vec<_> = edited.map(|row| row.id).collect();
        if edited.is_empty() {
            return Ok(Self::default());
        }
        let ids: Vec<(MessageId, MessageVersionId)> = message_version::Entity::find()
            .select_only()
            .columns([message_version::Column::MessageId, message_version::Column::Id])
            .filter(message_version::Column::MessageId.is_in(edited))
            .order_by_asc(message_version::Column::Id)
            .into_tuple()
            .all(db.read())
            .await?;
        let mut by_message = BTreeMap::<_, Vec<_>>::new();
        for (message, id) in ids {
            by_message.entry(message).or_default().push(id);
        }
        let shown = by_message.values().flat_map(|ids| first_and_latest(ids));
        let rows = message_version::Entity::find()
            .filter(message_version::Column::Id.is_in(shown))
            .order_by_asc(message_version::Column::Id)
            .all(db.read())
            .await?;
        let totals = by_message.into_iter().map(|(message, ids)| (message, ids.len()));
        Ok(Self {
            rows,
            totals: totals.collect(),
        })
    }

    /// The versions of a message, the oldest first.
    pub fn of(&self, message: MessageId) -> impl Iterator<Item = &message_version::Model> {
        self.rows.iter().filter(move |row| row.message_id == message)
    }

    /// The number of versions between the first and the second one of [`Self::of`].
    pub fn left_out(&self, message: MessageId) -> usize {
        self.total(message).saturating_sub(MAX_VERSIONS)
    }

    /// Whether no further edit of a message is accepted.
    pub fn is_full(&self, message: MessageId) -> bool {
        self.total(message) >= MAX_VERSIONS
    }

    fn total(&self, message: MessageId) -> usize {
        self.totals.get(&message).copied().unwrap_or(0)
    }
}

/// Whether a message has been edited [`MAX_VERSIONS`] times.
pub async fn is_full(tx: &Tx, message: MessageId) -> Result<bool> {
    let stored = message_version::Entity::find()
        .filter(message_version::Column::MessageId.eq(message))
        .count(tx.conn())
        .await?;
    Ok(stored >= MAX_VERSIONS as u64)
}

/// The first version, which is the original text, and the latest ones: at most [`MAX_VERSIONS`].
fn first_and_latest(ids: &[MessageVersionId]) -> impl Iterator<Item = MessageVersionId> {
    let latest = ids.len().saturating_sub(MAX_VERSIONS - 1).max(1);
    let (first, rest) = (ids.iter().take(1), ids.iter().skip(latest));
    first.chain(rest).copied()
}
