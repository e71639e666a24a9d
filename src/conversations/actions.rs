//! Writes: sending a message, reading a thread. Beginning one has a file of its own.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use words::{Sentence, Words};

use super::draft::{MessageDraft, NewMessage};
use super::messages::Messages;
use super::queries::Thread;
use super::receipts;
use crate::accounts::Viewer;
use crate::attachments::actions as attachments;
use crate::context::Context;
use crate::db::{Change, Tx};
use crate::entities::{ConversationId, MessageId, Timestamp, UserId, conversation, earlier_text, message, participant};
use crate::error::{AppError, Result};
use crate::live::{raise_conversation, raise_inbox};

/// Characters of the last message that inbox rows show.
pub const PREVIEW: usize = 200;

/// Whether an action made something new or found it already there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It is new.
    Created(T),
    /// It was there before; nothing has changed.
    Existing(T),
}

impl<T> Outcome<T> {
    /// What was made or found.
    pub fn into_inner(self) -> T {
        match self {
            Self::Created(value) | Self::Existing(value) => value,
        }
    }
}

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
            if let Some(first) = sent_before(&tx, &conversation, sender, &new).await? {
                return Ok(Outcome::Existing(first));
            }
            within_limit?;
            store(&tx, &conversation, sender, new, now).await.map(Outcome::Created)
        })
        .await
}

/// A conversation of the viewer's, inside a transaction.
pub(super) async fn conversation_of(tx: &Tx, viewer: UserId, id: ConversationId) -> Result<conversation::Model> {
    conversation::Entity::find_by_id(id)
        .one(tx.conn())
        .await?
        .filter(|row| row.renter_id == viewer || row.owner_id == viewer)
        .ok_or(AppError::NotFound)
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
    match first {
        Some(first) if !said_first(tx, &first, &new.text).await? => {
            Err(AppError::Conflict(Sentence::new(Words::sent_already)))
        }
        first => Ok(first),
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

async fn store(
    tx: &Tx,
    conversation: &conversation::Model,
    sender: UserId,
    new: NewMessage,
    now: Timestamp,
) -> Result<message::Model> {
    if let Some(quoted) = new.reply_to {
        check_quote(tx, conversation, quoted).await?;
    }
    // The order is the ids'; times follow it even when the clock steps back.
    let now = conversation.last_message_at.map_or(now, |last| Ord::max(last, now));
    let revision = raise_conversation(tx, conversation.id, now).await?;
    let row = message::ActiveModel {
        conversation_id: Set(conversation.id),
        sender_id: Set(sender),
        client_id: Set(new.client_id),
        text: Set(new.text),
        reply_to_id: Set(new.reply_to),
        attachments: Set(i64::try_from(new.attachments.len()).unwrap_or(i64::MAX)),
        created_revision: Set(revision),
        revision: Set(revision),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let message = row.insert(tx.conn()).await?;
    let names = match &new.attachments[..] {
        [] => Vec::new(),
        brought => attachments::send_with(tx, &message, brought).await?,
    };
    show_as_last(tx, conversation, &message, names.into_iter().next()).await?;
    for user in [conversation.renter_id, conversation.owner_id] {
        move_to_top(tx, conversation.id, user, now, user == sender).await?;
    }
    Ok(message)
}

/// `file` is the name of what came with it: shown where it came without words.
async fn show_as_last(
    tx: &Tx,
    conversation: &conversation::Model,
    message: &message::Model,
    file: Option<String>,
) -> Result<()> {
    let (asks, answers) = first_of_its_kind(conversation, message.sender_id);
    let change = conversation::ActiveModel {
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

/// Moves a conversation to the top of somebody's inbox: with a message more to read, or, if it is theirs, without the
/// draft that it was.
async fn move_to_top(tx: &Tx, id: ConversationId, user: UserId, now: Timestamp, is_own: bool) -> Result<()> {
    let revision = raise_inbox(tx, user).await?;
    let change = participant::ActiveModel {
        activity_at: Set(now),
        activity_revision: Set(revision),
        revision: Set(revision),
        draft: if is_own { Set(String::new()) } else { NotSet },
        ..Default::default()
    };
    participant::Entity::update_many()
        .set(change)
        .col_expr(
            participant::Column::Unread,
            Expr::col(participant::Column::Unread).add(i64::from(!is_own)),
        )
        .filter(participant::Column::ConversationId.eq(id))
        .filter(participant::Column::UserId.eq(user))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the viewer has been shown these messages; asks the database to write only if some are new to them.
/// A part from the middle is read if it follows what was read before: what lies between has not been seen.
///
/// Reading goes on when nothing can be written (a full disk): the messages then stay unread for now.
pub async fn note_read(context: Context<'_>, viewer: &Viewer, thread: &Thread, messages: &Messages) {
    let Some(last) = messages.rows.last() else {
        return;
    };
    let follows = messages.previous.as_ref().is_none_or(|row| row.id <= thread.read_by_me);
    if thread.unread == 0 || last.id <= thread.read_by_me || !(messages.end || follows) {
        return;
    }
    if let Err(error) = mark_read(context, viewer, thread.conversation.id, last.id).await {
        tracing::warn!(%error, "What somebody has read was not written down.");
    }
}

/// Notes that the viewer has read a conversation up to a message. Reading backwards changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] for strangers.
pub async fn mark_read(context: Context<'_>, viewer: &Viewer, id: ConversationId, up_to: MessageId) -> Result<()> {
    let (viewer, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let place = participant::Entity::find_by_id((id, viewer))
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            if place.unread == 0 || place.read_message_id >= up_to {
                return Ok(());
            }
            receipts::give(&tx, id, viewer, up_to, now).await?;
            let still_unread = message::Entity::find()
                .filter(message::Column::ConversationId.eq(id))
                .filter(message::Column::Id.gt(up_to))
                .filter(message::Column::SenderId.ne(viewer))
                .count(tx.conn())
                .await?;
            let change = participant::ActiveModel {
                unread: Set(i64::try_from(still_unread).unwrap_or(i64::MAX)),
                read_message_id: Set(up_to),
                revision: Set(raise_inbox(&tx, viewer).await?),
                ..Default::default()
            };
            participant::Entity::update_many()
                .set(change)
                .filter(participant::Column::ConversationId.eq(id))
                .filter(participant::Column::UserId.eq(viewer))
                .exec(tx.conn())
                .await?;
            Ok(())
        })
        .await
}
