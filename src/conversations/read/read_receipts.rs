//! Read receipts: show the sender which messages the recipient has read. They are mutual: both people must have them
//! switched on.

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::update_participant;
use crate::conversations::revisions::bump_receipt_revision;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, conversation, message, participant, user};
use crate::error::Result;

/// The read receipt that a viewer sees in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptState {
    /// The newest message of the viewer that the other participant has read; 0 when there is none, and when one of
    /// both people has receipts switched off.
    pub message: MessageId,
    /// When it was read; None when that is not known.
    pub at: Option<Timestamp>,
    /// The revision of the conversation that last changed the receipt.
    pub revision: i64,
}

/// Stores the receipt that a participant has read a conversation up to a message, and bumps its revision.
///
/// If one of both people has receipts switched off, the conversation does not change at all: its revision and time would
/// tell the other person of the reading. Messages read meanwhile are not reported later either.
pub async fn record(tx: &Tx, reader: &participant::Model, up_to: MessageId, now: Timestamp) -> Result<()> {
    let (id, person) = (reader.conversation_id, reader.user_id);
    let opted_out = participant::Entity::find()
        .inner_join(user::Entity)
        .filter(participant::Column::ConversationId.eq(id))
        .filter(user::Column::Receipts.eq(false));
    if opted_out.count(tx.conn()).await? > 0 {
        return Ok(());
    }
    let read: Option<Option<MessageId>> = message::Entity::find()
        .select_only()
        .expr(message::Column::Id.max())
        .filter(message::Column::ConversationId.eq(id))
        .filter(message::Column::Id.lte(up_to))
        .filter(message::Column::SenderId.ne(person))
        .into_tuple()
        .one(tx.conn())
        .await?;
    let Some(read) = read.flatten().filter(|read| *read > reader.receipt_message_id) else {
        return Ok(());
    };
    let change = participant::ActiveModel {
        receipt_message_id: Set(read),
        receipt_at: Set(Some(now)),
        receipt_revision: Set(bump_receipt_revision(tx, id, person, now).await?),
        ..Default::default()
    };
    update_participant(id, person, change).exec(tx.conn()).await?;
    Ok(())
}

/// Switches receipts on or off for the viewer, both those they give and those they see. Open pages update by their
/// polls: those of the viewer with the next change of a conversation where the other person sees no receipt.
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

/// Makes the receipts of a person appear or disappear, those they give and those they see. Where the other person has
/// receipts switched off none was shown, and nothing changes. Runs three statements for any number of conversations.
///
/// A revision is bumped only where the other person sees a receipt: elsewhere it would tell them of the switch. There,
/// a receipt that this person sees changes with the next revision.
async fn bump_revisions(tx: &Tx, person: UserId, now: Timestamp) -> Result<()> {
    let next_revision = Query::select()
        .expr(Expr::col(conversation::Column::Revision).add(1))
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
            Expr::SubQuery(None, Box::new(next_revision.into())),
        )
        .filter(participant::Column::ReceiptMessageId.gt(0))
        .filter(participant::Column::ConversationId.in_subquery(with_receipts_of_others(person)))
        .exec(tx.conn())
        .await?;
    let given = participant::Entity::find()
        .select_only()
        .column(participant::Column::ConversationId)
        .filter(participant::Column::UserId.eq(person))
        .filter(participant::Column::ReceiptMessageId.gt(0))
        .filter(participant::Column::ConversationId.in_subquery(with_receipts_of_others(person)));
    let ids: Vec<ConversationId> = given.clone().into_tuple().all(tx.conn()).await?;
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::Revision,
            Expr::col(conversation::Column::Revision).add(1),
        )
        .col_expr(conversation::Column::UpdatedAt, Expr::value(now))
        .filter(conversation::Column::Id.in_subquery(given.into_query()))
        .exec(tx.conn())
        .await?;
    for id in ids {
        tx.emit(Change::Conversation(id));
    }
    Ok(())
}

/// The query for the conversations of a person in which the other person has receipts switched on.
fn with_receipts_of_others(person: UserId) -> SelectStatement {
    let own_conversations = participant::Entity::find()
        .select_only()
        .column(participant::Column::ConversationId)
        .filter(participant::Column::UserId.eq(person));
    participant::Entity::find()
        .inner_join(user::Entity)
        .select_only()
        .column(participant::Column::ConversationId)
        .filter(participant::Column::UserId.ne(person))
        .filter(user::Column::Receipts.eq(true))
        .filter(participant::Column::ConversationId.in_subquery(own_conversations.into_query()))
        .into_query()
}
