//! Writes: starting a conversation.

use std::time::Duration;

use i18n::{LocalizedMessage, Translator};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, TryInsertResult};

use crate::accounts::Viewer;
use crate::context::Context;
use crate::conversations::conversation::Outcome;
use crate::conversations::revisions::bump_inbox_revision;
use crate::db::{Db, Tx};
use crate::entities::{ListingId, MessageId, Timestamp, UserId, conversation, listing, participant};
use crate::error::{AppError, Result};
use crate::listings;
use crate::rate_limits::NEW_CONVERSATIONS_PER_DAY;

/// Returns the viewer's conversation about a listing, and creates it if there is none.
///
/// # Errors
/// [`AppError::NotFound`] when the listing takes no enquiries or does not exist, [`AppError::Rejected`] when it is the
/// viewer's own, [`AppError::TooMany`] after [`NEW_CONVERSATIONS_PER_DAY`] new conversations within 24 hours.
pub async fn start_conversation(
    context: Context<'_>,
    viewer: &Viewer,
    listing: ListingId,
) -> Result<Outcome<conversation::Model>> {
    let (renter, now, limited) = (viewer.id, context.now, context.rate_limits.enabled());
    let opened = context
        .db
        .write(async move |tx: Tx| {
            let listing = listing::Entity::find_by_id(listing)
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            if listing.owner_id == renter {
                return Err(AppError::Rejected(LocalizedMessage::new(Translator::own_listing)));
            }
            if let Some(existing) = find_pair(&tx, listing.id, renter).await? {
                return Ok(Outcome::Existing(existing));
            }
            if !listing.status.accepts_enquiries() {
                return Err(AppError::NotFound);
            }
            if limited {
                check_quota(&tx, renter, now).await?;
            }
            create_or_find(&tx, &listing, renter, now).await
        })
        .await?;
    if let Outcome::Created(conversation) = &opened {
        tracing::info!(conversation.id = conversation.id.0, "A conversation was created.");
    }
    Ok(opened)
}

/// Checks that `owner` owns the listing and is not the viewer, for API clients that send both ids.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer cannot see the listing, [`AppError::Invalid`] when the check fails.
pub async fn check_owner(db: &Db, viewer: &Viewer, listing: ListingId, owner: UserId) -> Result<()> {
    let listing = listings::queries::listing_with_owner(db, Some(viewer), listing).await?;
    if owner == viewer.id {
        return Err(AppError::field(
            "owner_id",
            LocalizedMessage::new(Translator::owner_is_you),
        ));
    }
    if listing.owner.id != owner {
        return Err(AppError::field(
            "owner_id",
            LocalizedMessage::new(Translator::owner_is_not),
        ));
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
    if today.clone().count(tx.conn()).await? < NEW_CONVERSATIONS_PER_DAY {
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

/// Creates the conversation with both participant rows. The unique index allows one conversation for each listing and
/// renter; after a conflict the existing one is returned.
async fn create_or_find(
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
        let revision = bump_inbox_revision(tx, user).await?;
        let row = participant::ActiveModel {
            conversation_id: Set(conversation.id),
            user_id: Set(user),
            unread: Set(0),
            read_message_id: Set(MessageId(0)),
            receipt_message_id: Set(MessageId(0)),
            receipt_at: Set(None),
            receipt_revision: Set(0),
            activity_at: Set(now),
            activity_revision: Set(revision),
            revision: Set(revision),
            draft: Set(String::new()),
        };
        participant::Entity::insert(row)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(Outcome::Created(conversation))
}
