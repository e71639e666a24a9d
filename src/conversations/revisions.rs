//! Bumping the revisions of conversations and inboxes. The statements run in the transaction of the change, which emits
//! its [`Change`] too.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};

use crate::db::values_list::ValuesList;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, Timestamp, UserId, conversation, user};
use crate::error::{AppError, Result};

/// Raises a conversation's revision by one and answers with it. Whatever a change touches is stamped with it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such conversation.
pub async fn bump_conversation_revision(tx: &Tx, id: ConversationId, now: Timestamp) -> Result<i64> {
    let bumped = conversation::Entity::update_many()
        .col_expr(
            conversation::Column::Revision,
            Expr::col(conversation::Column::Revision).add(1),
        )
        .col_expr(conversation::Column::UpdatedAt, Expr::value(now))
        .filter(conversation::Column::Id.eq(id))
        .exec_with_returning(tx.conn())
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    emit_conversation_changes(tx, bumped.id, [bumped.renter_id, bumped.owner_id]);
    Ok(bumped.revision)
}

/// Says that the revision of a conversation between these two has been bumped.
pub fn emit_conversation_changes(tx: &Tx, id: ConversationId, people: [UserId; 2]) {
    tx.emit(Change::Conversation(id));
    for person in people {
        tx.emit(Change::Thread(person));
    }
}

/// Raises a person's inbox revision by one and answers with it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such person.
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

/// The inbox revisions of some people, as they were read: raised row by row, and written at once.
#[derive(Debug, Default)]
pub struct InboxRevisions(BTreeMap<UserId, i64>);

impl InboxRevisions {
    /// A row of somebody's inbox changes, which was at a revision before any of them. Answers with its revision: no two
    /// rows have the same, so that a poll which brings only some of them knows where it stopped.
    pub fn bump(&mut self, person: UserId, before: i64) -> i64 {
        let revision = self.0.entry(person).or_insert(before);
        *revision += 1;
        *revision
    }

    /// Writes them down; there is at least one.
    ///
    /// # Errors
    /// When the database does not take it.
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
