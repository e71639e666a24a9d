//! Read receipts: what one side is told of the other's reading, and the choice to have none of it.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::revisions::bump_conversation_revision;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, conversation, message, participant, user};
use crate::error::Result;

/// What somebody may know of the other side's reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptState {
    /// The newest of their own messages that the other side has read; 0 when there is none, and when one of the two
    /// wants no receipts.
    pub message: MessageId,
    /// When it was read, if that is known.
    pub at: Option<Timestamp>,
    /// The conversation's revision that last changed any of this.
    pub revision: i64,
}

/// Lets the other side know that somebody has read up to a message, unless one of the two wants no receipts: what is
/// read then is never told, not even later.
///
/// # Errors
/// When the database does not take it.
pub async fn record(tx: &Tx, id: ConversationId, reader: UserId, up_to: MessageId, now: Timestamp) -> Result<()> {
    // Reading is a change also where it is not told: the API says of each message whether one has read it.
    let revision = bump_conversation_revision(tx, id, now).await?;
    let without = participant::Entity::find()
        .inner_join(user::Entity)
        .filter(participant::Column::ConversationId.eq(id))
        .filter(user::Column::Receipts.eq(false));
    if without.count(tx.conn()).await? > 0 {
        return Ok(());
    }
    let read: Option<Option<MessageId>> = message::Entity::find()
        .select_only()
        .expr(message::Column::Id.max())
        .filter(message::Column::ConversationId.eq(id))
        .filter(message::Column::Id.lte(up_to))
        .filter(message::Column::SenderId.ne(reader))
        .into_tuple()
        .one(tx.conn())
        .await?;
    let Some(read) = read.flatten() else {
        return Ok(());
    };
    let change = participant::ActiveModel {
        receipt_message_id: Set(read),
        receipt_at: Set(Some(now)),
        receipt_revision: Set(revision),
        ..Default::default()
    };
    participant::Entity::update_many()
        .set(change)
        .filter(participant::Column::ConversationId.eq(id))
        .filter(participant::Column::UserId.eq(reader))
        .filter(participant::Column::ReceiptMessageId.lt(read))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Switches receipts on or off for the viewer: those they give and those they see. Open pages learn of it.
///
/// # Errors
/// When the database does not take it.
pub async fn set_preference(context: Context<'_>, viewer: &Viewer, receipts: bool) -> Result<()> {
    let (viewer, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let switched = user::Entity::update_many()
                .set(user::ActiveModel {
                    receipts: Set(receipts),
                    updated_at: Set(now),
                    ..Default::default()
                })
                .filter(user::Column::Id.eq(viewer))
                .filter(user::Column::Receipts.ne(receipts))
                .exec(tx.conn())
                .await?;
            if switched.rows_affected > 0 {
                bump_revisions(&tx, viewer, now).await?;
            }
            Ok(())
        })
        .await
}

/// Every receipt in the conversations of a person comes or goes: three statements, however many there are.
async fn bump_revisions(tx: &Tx, person: UserId, now: Timestamp) -> Result<()> {
    let theirs = participant::Entity::find()
        .select_only()
        .column(participant::Column::ConversationId)
        .filter(participant::Column::UserId.eq(person));
    let ids: Vec<ConversationId> = theirs.clone().into_tuple().all(tx.conn()).await?;
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::Revision,
            Expr::col(conversation::Column::Revision).add(1),
        )
        .col_expr(conversation::Column::UpdatedAt, Expr::value(now))
        .filter(conversation::Column::Id.in_subquery(theirs.clone().into_query()))
        .exec(tx.conn())
        .await?;
    let revision = Query::select()
        .column(conversation::Column::Revision)
        .from(conversation::Entity)
        .and_where(
            conversation::Column::Id
                .into_expr()
                .eq(participant::Column::ConversationId.into_expr()),
        )
        .take();
    participant::Entity::update_many()
        .col_expr(
            participant::Column::ReceiptRevision,
            Expr::SubQuery(None, Box::new(revision.into())),
        )
        .filter(participant::Column::ConversationId.in_subquery(theirs.into_query()))
        .exec(tx.conn())
        .await?;
    for id in ids {
        tx.emit(Change::Conversation(id));
    }
    Ok(())
}
