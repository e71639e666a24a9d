//! Writes: beginning a conversation, sending a message, reading a thread.

use std::time::Duration;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    TryInsertResult,
};

use super::draft::{MessageDraft, NewMessage};
use super::queries::{Messages, Thread};
use crate::accounts::Viewer;
use crate::context::Context;
use crate::db::{Db, Tx};
use crate::entities::{
    ConversationId, ListingId, MessageId, Timestamp, UserId, conversation, listing, message, participant,
};
use crate::error::{AppError, Result};
use crate::limits::NEW_CONVERSATIONS_A_DAY;
use crate::listings;
use crate::live::{raise_conversation, raise_inbox};

/// Characters of the last message that inbox rows show.
const PREVIEW: usize = 200;

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

/// The viewer's conversation about a listing; begins it if there is none yet.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer cannot see the listing, [`AppError::Refused`] when it is their own,
/// [`AppError::TooMany`] after 20 new conversations in a day.
pub async fn open_conversation(
    context: Context<'_>,
    viewer: &Viewer,
    listing: ListingId,
) -> Result<Outcome<conversation::Model>> {
    let (renter, now, limited) = (viewer.id, context.now, context.limits.enabled());
    let opened = context
        .db
        .write(async move |tx: Tx| {
            let listing = listing::Entity::find_by_id(listing)
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            if listing.owner_id == renter {
                return Err(AppError::Refused(
                    "This is your own listing. Renters contact you from it.",
                ));
            }
            if let Some(existing) = find_pair(&tx, listing.id, renter).await? {
                return Ok(Outcome::Existing(existing));
            }
            if !listing.status.takes_enquiries() {
                return Err(AppError::NotFound);
            }
            if limited {
                check_quota(&tx, renter, now).await?;
            }
            begin(&tx, &listing, renter, now).await
        })
        .await?;
    if let Outcome::Created(conversation) = &opened {
        tracing::info!(conversation.id = conversation.id.0, "A conversation began.");
    }
    Ok(opened)
}

/// Whether somebody owns a listing that the viewer may see, and is not the viewer: what a caller claims who names both.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer cannot see the listing, [`AppError::Invalid`] when the claim is wrong.
pub async fn check_owner(db: &Db, viewer: &Viewer, listing: ListingId, owner: UserId) -> Result<()> {
    let offer = listings::queries::offer(db, Some(viewer), listing).await?;
    if owner == viewer.id {
        return Err(AppError::field(
            "owner_id",
            "This is you. Renters contact you from your listing.",
        ));
    }
    if offer.owner.id != owner {
        return Err(AppError::field("owner_id", "This person does not own the listing"));
    }
    Ok(())
}

async fn find_pair(tx: &Tx, listing: ListingId, renter: UserId) -> Result<Option<conversation::Model>> {
    Ok(conversation::Entity::find()
        .filter(conversation::Column::ListingId.eq(listing))
        .filter(conversation::Column::RenterId.eq(renter))
        .one(tx.conn())
        .await?)
}

async fn check_quota(tx: &Tx, renter: UserId, now: Timestamp) -> Result<()> {
    let today = conversation::Entity::find()
        .filter(conversation::Column::RenterId.eq(renter))
        .filter(conversation::Column::CreatedAt.gt(now.minus(Timestamp::DAY)));
    if today.clone().count(tx.conn()).await? < NEW_CONVERSATIONS_A_DAY {
        return Ok(());
    }
    let oldest = today
        .order_by_asc(conversation::Column::CreatedAt)
        .one(tx.conn())
        .await?;
    let age = oldest.map_or(0, |oldest| now.0 - oldest.created_at.0);
    let wait = u64::try_from(Timestamp::DAY - age).unwrap_or(0);
    Err(AppError::TooMany(Duration::from_micros(wait)))
}

/// The schema allows one conversation a renter and listing. Whoever comes second finds the first one's.
async fn begin(
    tx: &Tx,
    listing: &listing::Model,
    renter: UserId,
    now: Timestamp,
) -> Result<Outcome<conversation::Model>> {
    let row = conversation::ActiveModel {
        listing_id: Set(listing.id),
        renter_id: Set(renter),
        owner_id: Set(listing.owner_id),
        revision: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let pair = [conversation::Column::ListingId, conversation::Column::RenterId];
    let inserted = conversation::Entity::insert(row)
        .on_conflict(OnConflict::columns(pair).do_nothing().to_owned())
        .try_insert()
        .exec(tx.conn())
        .await?;
    let conversation = find_pair(tx, listing.id, renter).await?.ok_or(AppError::NotFound)?;
    if !matches!(inserted, TryInsertResult::Inserted(_)) {
        return Ok(Outcome::Existing(conversation));
    }
    for user in [renter, listing.owner_id] {
        let revision = raise_inbox(tx, user).await?;
        let row = participant::ActiveModel {
            conversation_id: Set(conversation.id),
            user_id: Set(user),
            unread: Set(0),
            read_message_id: Set(MessageId(0)),
            activity_at: Set(now),
            activity_revision: Set(revision),
            revision: Set(revision),
        };
        participant::Entity::insert(row)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(Outcome::Created(conversation))
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

async fn conversation_of(tx: &Tx, viewer: UserId, id: ConversationId) -> Result<conversation::Model> {
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
        Some(first) if first.text != new.text => Err(AppError::Conflict(
            "An earlier version of this message has been sent already. Press Send again to send this one as well.",
        )),
        first => Ok(first),
    }
}

async fn store(
    tx: &Tx,
    conversation: &conversation::Model,
    sender: UserId,
    new: NewMessage,
    now: Timestamp,
) -> Result<message::Model> {
    // The order is the ids'; times follow it even when the clock steps back.
    let now = conversation.last_message_at.map_or(now, |last| Ord::max(last, now));
    let revision = raise_conversation(tx, conversation.id, now).await?;
    let row = message::ActiveModel {
        conversation_id: Set(conversation.id),
        sender_id: Set(sender),
        client_id: Set(new.client_id),
        text: Set(new.text),
        created_revision: Set(revision),
        revision: Set(revision),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let message = row.insert(tx.conn()).await?;
    show_as_last(tx, &message).await?;
    for user in [conversation.renter_id, conversation.owner_id] {
        move_to_top(tx, conversation.id, user, now, i64::from(user != sender)).await?;
    }
    Ok(message)
}

async fn show_as_last(tx: &Tx, message: &message::Model) -> Result<()> {
    let change = conversation::ActiveModel {
        last_message_id: Set(Some(message.id)),
        last_message_sender_id: Set(Some(message.sender_id)),
        last_message_text: Set(Some(message.text.chars().take(PREVIEW).collect())),
        last_message_at: Set(Some(message.created_at)),
        ..Default::default()
    };
    conversation::Entity::update_many()
        .set(change)
        .filter(conversation::Column::Id.eq(message.conversation_id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Moves a conversation to the top of somebody's inbox, with so many messages more to read.
async fn move_to_top(tx: &Tx, id: ConversationId, user: UserId, now: Timestamp, unread: i64) -> Result<()> {
    let revision = raise_inbox(tx, user).await?;
    let change = participant::ActiveModel {
        activity_at: Set(now),
        activity_revision: Set(revision),
        revision: Set(revision),
        ..Default::default()
    };
    participant::Entity::update_many()
        .set(change)
        .col_expr(
            participant::Column::Unread,
            Expr::col(participant::Column::Unread).add(unread),
        )
        .filter(participant::Column::ConversationId.eq(id))
        .filter(participant::Column::UserId.eq(user))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the viewer has been shown these messages; asks the database to write only if some are new to them.
///
/// Reading goes on when nothing can be written (a full disk): the messages then stay unread for now.
pub async fn note_read(context: Context<'_>, viewer: &Viewer, thread: &Thread, messages: &Messages) {
    let Some(last) = messages.rows.last() else {
        return;
    };
    if thread.unread == 0 || last.id <= thread.read_by_me {
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
            let still_unread = message::Entity::find()
                .filter(message::Column::ConversationId.eq(id))
                .filter(message::Column::Id.gt(up_to))
                .filter(message::Column::SenderId.ne(viewer))
                .count(tx.conn())
                .await?;
            raise_conversation(&tx, id, now).await?;
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
