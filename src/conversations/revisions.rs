//! Bumps the revisions of conversations and inboxes, inside the transaction of the change, and emits the [`Change`]s
//! that evict caches and nudge clients after the commit.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};

use crate::db::values_list::ValuesList;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, Timestamp, UserId, conversation, user};
use crate::error::{AppError, Result};

/// Increments a conversation's revision and returns it. The caller stamps every row that it changes with this
/// revision. Both participants see the numbers, so only a change that both may know of increments it.
///
/// # Errors
/// [`AppError::NotFound`] when the conversation does not exist.
pub async fn bump_conversation_revision(tx: &Tx, id: ConversationId, now: Timestamp) -> Result<i64> {
    let bumped = increment(tx, id, now).await?;
    emit_conversation_changes(tx, bumped.id, [bumped.renter_id, bumped.owner_id]);
    Ok(bumped.revision)
}

/// The same for a read receipt. Only the person who sees it is nudged.
pub async fn bump_receipt_revision(tx: &Tx, id: ConversationId, reader: UserId, now: Timestamp) -> Result<i64> {
    let bumped = increment(tx, id, now).await?;
    let sees_it = if bumped.renter_id == reader {
        bumped.owner_id
    } else {
        bumped.renter_id
    };
    tx.emit(Change::Conversation(id));
    tx.emit(Change::Thread(sees_it));
    Ok(bumped.revision)
}

async fn increment(tx: &Tx, id: ConversationId, now: Timestamp) -> Result<conversation::Model> {
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::Revision,
            Expr::col(conversation::Column::Revision).add(1),
        )
        .col_expr(conversation::Column::UpdatedAt, Expr::value(now))
        .filter(conversation::Column::Id.eq(id))
        .exec_with_returning(tx.conn())
        .await?
        .pop()
        .ok_or(AppError::NotFound)
}

/// Emits that the revision of a conversation was bumped; `people` are its participants.
pub fn emit_conversation_changes(tx: &Tx, id: ConversationId, people: [UserId; 2]) {
    tx.emit(Change::Conversation(id));
    for person in people {
        tx.emit(Change::Thread(person));
    }
}

/// Increments a person's inbox revision and returns it. The caller stamps the changed inbox row with it.
///
/// # Errors
/// [`AppError::NotFound`] when the person does not exist.
pub async fn bump_inbox_revision(tx: &Tx, id: UserId) -> Result<i64> {
    tx.emit(Change::Inbox(id));
    user::Entity::update_many()
        .col_expr(
            user::Column::InboxRevision,
            Expr::col(user::Column::InboxRevision).add(1),
        )
        .filter(user::Column::Id.eq(id))
        .exec_with_returning(tx.conn())
        .await?
        .pop()
        .map(|row| row.inbox_revision)
        .ok_or(AppError::NotFound)
}

/// Inbox revisions of several people: bumped in memory for each changed inbox row, then written by one statement.
#[derive(Debug, Default)]
pub struct InboxRevisions(BTreeMap<UserId, i64>);

impl InboxRevisions {
    /// Bumps the inbox revision of a person for one changed row, and returns it. `stored` is the revision in the
    /// database. Each row gets a revision of its own, so a poll that returns only some rows knows where it stopped.
    pub fn bump(&mut self, person: UserId, stored: i64) -> i64 {
        let revision = self.0.entry(person).or_insert(stored);
        *revision += 1;
        *revision
    }

    /// Writes the revisions to the database. The values list must not be empty, so at least one must have been bumped.
    pub async fn write(self, tx: &Tx) -> Result<()> {
        for person in self.0.keys() {
            tx.emit(Change::Inbox(*person));
        }
        let values = ValuesList::new(self.0);
        let mut update = Query::update();
        update
            .table(user::Entity)
            .value(user::Column::InboxRevision, values.value(2))
            .and_where(Expr::col((user::Entity, user::Column::Id)).eq(values.value(1)));
        tx.conn().execute(values.join(&mut update)).await?;
        Ok(())
    }
}
