//! Read receipts: show the sender which messages the recipient has read. They are mutual: both people must have them
//! switched on.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::update_participant;
use crate::conversations::revisions::bump_conversation_revision;
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

/// Stores the receipt that `reader` has read a conversation up to a message, and bumps its revision. If one of both
/// people has receipts switched off, no receipt is stored, so messages read meanwhile are not reported later either.
pub async fn record(tx: &Tx, id: ConversationId, reader: UserId, up_to: MessageId, now: Timestamp) -> Result<()> {
    // Reading is a visible change even without a receipt: the API returns for each message whether the viewer has
    // read it.
    let revision = bump_conversation_revision(tx, id, now).await?;
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
    update_participant(id, reader, change)
        .filter(participant::Column::ReceiptMessageId.lt(read))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Switches receipts on or off for the viewer, both those they give and those they see. Open pages update by their
/// polls.
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

/// Bumps the revisions of all conversations of a person, because every receipt in them appears or disappears. Runs
/// three statements for any number of conversations.
async fn bump_revisions(tx: &Tx, person: UserId, now: Timestamp) -> Result<()> {
    let own_conversations = participant::Entity::find()
        .select_only()
        .column(participant::Column::ConversationId)
        .filter(participant::Column::UserId.eq(person));
    let ids: Vec<ConversationId> = own_conversations.clone().into_tuple().all(tx.conn()).await?;
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::Revision,
            Expr::col(conversation::Column::Revision).add(1),
        )
        .col_expr(conversation::Column::UpdatedAt, Expr::value(now))
        .filter(conversation::Column::Id.in_subquery(own_conversations.clone().into_query()))
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
        .filter(participant::Column::ConversationId.in_subquery(own_conversations.into_query()))
        .exec(tx.conn())
        .await?;
    for id in ids {
        tx.emit(Change::Conversation(id));
    }
    Ok(())
}
