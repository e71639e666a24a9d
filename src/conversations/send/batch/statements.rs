//! The statements that store a batch. Their values are computed from what was read before, because no other
//! transaction writes meanwhile.

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
};

use super::conversations::{ConversationUpdate, Conversations, get_mut};
use super::{SendMessage, preview};
use crate::conversations::revisions::{InboxRevisions, emit_conversation_changes};
use crate::db::Tx;
use crate::db::values_list::ValuesList;
use crate::entities::{conversation, message, participant};
use crate::error::Result;

/// Inserts the messages. Only their ids are returned by the database: all other columns are known. Columns that a new
/// message never fills are left out of the statement. None when the unique index on the idempotency key skipped a row.
pub async fn insert_messages(
    tx: &Tx,
    conversations: &mut Conversations,
    batch: &[&SendMessage],
) -> Result<Option<Vec<message::Model>>> {
    let mut messages = Vec::with_capacity(batch.len());
    for send in batch {
        messages.push(get_mut(conversations, send.conversation)?.next_message(send));
    }
    let rows = messages.iter().map(|message| message::ActiveModel {
        id: NotSet,
        edited_at: NotSet,
        unsent_at: NotSet,
        reaction: NotSet,
        ..message.clone().into()
    });
    let mut ids = message::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning_keys(tx.conn())
        .await?;
    // SQLite assigns ids in insert order; the order of RETURNING rows is not guaranteed.
    ids.sort();
    for (message, id) in messages.iter_mut().zip(&ids) {
        message.id = *id;
    }
    Ok((ids.len() == messages.len()).then_some(messages))
}

/// Writes revision, last message and reply times of conversations, and emits their changes.
pub async fn update_last_messages(tx: &Tx, conversations: &[ConversationUpdate]) -> Result<()> {
    use conversation::Column;
    let rows = conversations.iter().map(|conversation| {
        let last = conversation.last_message.as_ref();
        (
            conversation.id,
            conversation.revision,
            conversation.last_message_at,
            last.map(|last| last.id),
            last.map(|last| last.sender),
            last.and_then(|last| last.text.clone()),
            conversation.asked_at,
            conversation.answered_at,
        )
    });
    let values = ValuesList::new(rows);
    let mut update = Query::update();
    update
        .table(conversation::Entity)
        .values([
            (Column::Revision, values.value(2)),
            (Column::UpdatedAt, values.value(3)),
            (Column::LastMessageId, values.value(4)),
            (Column::LastMessageSenderId, values.value(5)),
            (Column::LastMessageText, values.value(6)),
            (Column::LastMessageAt, values.value(3)),
            (Column::AskedAt, values.value(7)),
            (Column::AnsweredAt, values.value(8)),
        ])
        .and_where(Expr::col((conversation::Entity, Column::Id)).eq(values.value(1)));
    tx.conn().execute(values.join(&mut update)).await?;
    for conversation in conversations {
        emit_conversation_changes(tx, conversation.id, conversation.people());
    }
    Ok(())
}

/// Moves conversations to the top of both inboxes, adds to the recipients' unread counts and replaces the senders'
/// drafts.
pub async fn update_inbox_order(tx: &Tx, conversations: &[ConversationUpdate]) -> Result<()> {
    use participant::Column;
    let mut inboxes = InboxRevisions::default();
    let values = ValuesList::new(
        conversations
            .iter()
            .flat_map(|conversation| conversation.participants(&mut inboxes)),
    );
    inboxes.write(tx).await?;
    let column = |column| Expr::col((participant::Entity, column));
    let mut update = Query::update();
    update
        .table(participant::Entity)
        .values([
            (Column::ActivityAt, values.value(3)),
            (Column::ActivityRevision, values.value(4)),
            (Column::Revision, values.value(4)),
            (Column::Unread, column(Column::Unread).add(values.value(5))),
            (Column::Draft, values.value(6).if_null(column(Column::Draft))),
        ])
        .and_where(column(Column::ConversationId).eq(values.value(1)))
        .and_where(column(Column::UserId).eq(values.value(2)));
    tx.conn().execute(values.join(&mut update)).await?;
    Ok(())
}

/// Writes the preview of a conversation's last message after its text has changed.
pub async fn update_preview(tx: &Tx, last: &message::Model) -> Result<()> {
    let change = conversation::ActiveModel {
        last_message_text: Set(preview(last)),
        ..Default::default()
    };
    conversation::Entity::update_many()
        .set(change)
        .filter(conversation::Column::Id.eq(last.conversation_id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
