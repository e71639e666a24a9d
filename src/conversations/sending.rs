//! Sending a message. It is what happens most, so it is done in five statements: what it changes is known from what it
//! read, because nobody else writes meanwhile.

use sea_orm::sea_query::{CaseStatement, Expr, OnConflict, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use words::{Sentence, Words};

use super::actions::{Outcome, conversation_of};
use super::draft::{MessageDraft, NewMessage};
use crate::accounts::Viewer;
use crate::attachments::actions as attachments;
use crate::context::Context;
use crate::db::{Change, Tx};
use crate::entities::{
    ConversationId, MessageId, Timestamp, UserId, conversation, earlier_text, message, participant, user,
};
use crate::error::{AppError, Result};
use crate::live::{announce_conversation, raise_inboxes};

/// Characters of the last message that inbox rows show.
pub const PREVIEW: usize = 200;

/// Sends a message in a conversation of the viewer's. The same `client_id` twice is one message.
///
/// # Errors
/// [`AppError::NotFound`] for strangers, [`AppError::Invalid`] for what was typed, [`AppError::Conflict`] when the
/// `client_id` names another text, [`AppError::TooMany`] in bursts.
pub async fn send_message(
    context: Context<'_>,
    viewer: &Viewer,
    conversation: ConversationId,
    draft: &MessageDraft,
) -> Result<Outcome<message::Model>> {
    let new = draft.parse();
    let (sender, now, within_limit) = (viewer.id, context.now, context.limits.message(viewer.id));
    context
        .db
        .write(async move |tx: Tx| {
            let conversation = conversation_of(&tx, sender, conversation).await?;
            let new = new?;
            // The schema allows one message a name. Whoever comes second finds the first one.
            if within_limit.is_ok()
                && let Some(row) = store(&tx, &conversation, sender, &new, now).await?
            {
                return Ok(Outcome::Created(row));
            }
            match (sent_before(&tx, &conversation, sender, &new).await?, within_limit) {
                (Some(first), _) => Ok(Outcome::Existing(first)),
                (None, Err(limit)) => Err(limit),
                (None, Ok(())) => Err(AppError::unexpected("a message was there and is gone")),
            }
        })
        .await
}

async fn sent_before(
    tx: &Tx,
    conversation: &conversation::Model,
    sender: UserId,
    new: &NewMessage,
) -> Result<Option<message::Model>> {
    let Some(client_id) = &new.client_id else {
        return Ok(None);
    };
    let first = message::Entity::find()
        .filter(message::Column::ConversationId.eq(conversation.id))
        .filter(message::Column::SenderId.eq(sender))
        .filter(message::Column::ClientId.eq(client_id.as_str()))
        .one(tx.conn())
        .await?;
    let Some(first) = first else { return Ok(None) };
    let is_same =
        said_first(tx, &first, &new.text).await? && attachments::came_with(tx, &first, &new.attachments).await?;
    if is_same {
        Ok(Some(first))
    } else {
        Err(AppError::Conflict(Sentence::new(Words::sent_already)))
    }
}

/// Whether a message was sent with this text; of one that has been unsent, nobody knows any more.
async fn said_first(tx: &Tx, message: &message::Model, text: &str) -> Result<bool> {
    if message.edited_at.is_none() {
        return Ok(message.is_unsent() || message.text == text);
    }
    let first = earlier_text::Entity::find()
        .filter(earlier_text::Column::MessageId.eq(message.id))
        .order_by_asc(earlier_text::Column::Id)
        .one(tx.conn())
        .await?;
    Ok(first.is_none_or(|first| first.text == text))
}

/// Whoever quotes, quotes from the same conversation.
async fn check_quote(tx: &Tx, conversation: &conversation::Model, quoted: MessageId) -> Result<()> {
    let found = message::Entity::find_by_id(quoted)
        .filter(message::Column::ConversationId.eq(conversation.id))
        .count(tx.conn())
        .await?;
    if found == 0 {
        return Err(AppError::field("reply_to", Sentence::new(Words::quote_wrong)));
    }
    Ok(())
}

/// None when the sender has sent one of this name already; then nothing has changed.
async fn store(
    tx: &Tx,
    conversation: &conversation::Model,
    sender: UserId,
    new: &NewMessage,
    now: Timestamp,
) -> Result<Option<message::Model>> {
    if let Some(quoted) = new.reply_to {
        check_quote(tx, conversation, quoted).await?;
    }
    // The order is the ids'; times follow it even when the clock steps back.
    let now = conversation.last_message_at.map_or(now, |last| Ord::max(last, now));
    let Some(message) = insert(tx, conversation, sender, new, now).await? else {
        return Ok(None);
    };
    let names = match &new.attachments[..] {
        [] => Vec::new(),
        brought => attachments::send_with(tx, &message, brought).await?,
    };
    show_as_last(tx, conversation, &message, names.into_iter().next()).await?;
    move_to_top(tx, conversation, &message).await?;
    Ok(Some(message))
}

async fn insert(
    tx: &Tx,
    conversation: &conversation::Model,
    sender: UserId,
    new: &NewMessage,
    now: Timestamp,
) -> Result<Option<message::Model>> {
    let revision = conversation.revision + 1;
    let row = message::ActiveModel {
        conversation_id: Set(conversation.id),
        sender_id: Set(sender),
        client_id: Set(new.client_id.clone()),
        text: Set(new.text.clone()),
        reply_to_id: Set(new.reply_to),
        attachments: Set(i64::try_from(new.attachments.len()).unwrap_or(i64::MAX)),
        created_revision: Set(revision),
        revision: Set(revision),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let inserted = message::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning(tx.conn())
        .await;
    match inserted {
        Ok(row) => Ok(Some(row)),
        // So SeaORM calls it when nothing was inserted that it could return.
        Err(DbErr::RecordNotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `file` is the name of what came with it: shown where it came without words.
async fn show_as_last(
    tx: &Tx,
    conversation: &conversation::Model,
    message: &message::Model,
    file: Option<String>,
) -> Result<()> {
    announce_conversation(tx, conversation);
    let (asks, answers) = first_of_its_kind(conversation, message.sender_id);
    let change = conversation::ActiveModel {
        revision: Set(message.created_revision),
        updated_at: Set(message.created_at),
        last_message_id: Set(Some(message.id)),
        last_message_sender_id: Set(Some(message.sender_id)),
        last_message_text: Set(file.filter(|_| message.text.is_empty()).or_else(|| preview(message))),
        last_message_at: Set(Some(message.created_at)),
        asked_at: if asks { Set(Some(message.created_at)) } else { NotSet },
        answered_at: if answers { Set(Some(message.created_at)) } else { NotSet },
        ..Default::default()
    };
    if answers {
        tx.announce(Change::Answer(message.sender_id));
    }
    conversation::Entity::update_many()
        .set(change)
        .filter(conversation::Column::Id.eq(message.conversation_id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What inbox rows show of a message; nothing is left of one that has been unsent.
fn preview(message: &message::Model) -> Option<String> {
    Some(message.text.chars().take(PREVIEW).collect()).filter(|_| !message.is_unsent())
}

/// The last message of its conversation says something else now.
pub(super) async fn show_preview(tx: &Tx, last: &message::Model) -> Result<()> {
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

/// Whether somebody's message is the renter's first, and whether it is the owner's first after that.
fn first_of_its_kind(before: &conversation::Model, sender: UserId) -> (bool, bool) {
    let asks = sender == before.renter_id && before.asked_at.is_none();
    let answers = sender == before.owner_id && before.asked_at.is_some() && before.answered_at.is_none();
    (asks, answers)
}

/// Moves a conversation to the top of both inboxes: of the recipient's with a message more to read, of the sender's
/// without the draft that it was.
async fn move_to_top(tx: &Tx, conversation: &conversation::Model, message: &message::Model) -> Result<()> {
    raise_inboxes(tx, [conversation.renter_id, conversation.owner_id]).await?;
    let raised = Query::select()
        .column((user::Entity, user::Column::InboxRevision))
        .from(user::Entity)
        .and_where(
            Expr::col((user::Entity, user::Column::Id)).equals((participant::Entity, participant::Column::UserId)),
        )
        .to_owned();
    let raised = Expr::SubQuery(None, Box::new(raised.into()));
    let is_own = Expr::col(participant::Column::UserId).eq(message.sender_id);
    let draft = CaseStatement::new()
        .case(is_own.clone(), "")
        .finally(Expr::col(participant::Column::Draft));
    let more = CaseStatement::new().case(is_own, 0).finally(1);
    participant::Entity::update_many()
        .col_expr(participant::Column::ActivityAt, Expr::value(message.created_at))
        .col_expr(participant::Column::ActivityRevision, raised.clone())
        .col_expr(participant::Column::Revision, raised)
        .col_expr(participant::Column::Draft, draft.into())
        .col_expr(
            participant::Column::Unread,
            Expr::col(participant::Column::Unread).add(more),
        )
        .filter(participant::Column::ConversationId.eq(conversation.id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
