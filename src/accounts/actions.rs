//! Writes: sign-up, sign-in, sign-out, profile, password and sessions.

use std::net::IpAddr;

use i18n::{LocalizedMessage, Translator};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::input::{PasswordInput, ProfileInput, SignInInput, SignUpInput, email_key};
use super::sessions::{self, Token, Viewer};
use super::{passwords, queries};
use crate::context::Context;
use crate::db::{Change, Tx};
use crate::entities::{SessionId, UserId, session, user};
use crate::error::{AppError, OnUnique, Result};

/// The client that signs up or in.
#[derive(Clone, Debug)]
pub struct Source {
    /// The rate limits of sign-ins count by account and by this address.
    pub address: IpAddr,
    /// The `User-Agent` header; settings show it.
    pub device: String,
    /// The session token in the request. That session ends, if it belongs to the same person.
    pub replaces: Option<String>,
}

/// An account and its new session.
pub struct SignedIn {
    pub user: user::Model,
    /// Returned once; the database stores only its hash.
    pub token: Token,
}

/// Creates an account and signs it in.
///
/// # Errors
/// [`AppError::Invalid`] with every wrong field, [`AppError::Conflict`] when the e-mail already has an account,
/// [`AppError::TooMany`] over the rate limit, [`AppError::Busy`] when too many passwords wait to be hashed.
pub async fn sign_up(context: Context<'_>, input: &SignUpInput, source: Source) -> Result<SignedIn> {
    let new = input.parse()?;
    let log_rejection =
        |_: &AppError| tracing::warn!(client.address = %source.address, "Sign-up rejected: rate limit.");
    let limits = context.rate_limits;
    limits.sign_up_attempt(source.address).inspect_err(log_rejection)?;
    if queries::email_is_taken(context.db, &new.email_key).await? {
        return Err(email_taken());
    }
    limits.sign_up(source.address).inspect_err(log_rejection)?;
    let permit = limits.sign_up_permit(source.address).await?;
    let password_hash = passwords::hash_for_sign_up(new.password, permit).await?;
    let now = context.now;
    let row = user::ActiveModel {
        name: Set(new.name),
        email: Set(new.email),
        email_key: Set(new.email_key),
        password_hash: Set(password_hash),
        inbox_revision: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let signed_in = context
        .db
        .write(async move |tx: Tx| {
            let user = row.insert(tx.conn()).await.on_unique("user.email_key", email_taken)?;
            let token = Token::random()?;
            sessions::begin(&tx, user.id, &token, &source.device, source.replaces.as_deref(), now).await?;
            Ok(SignedIn { user, token })
        })
        .await?;
    tracing::info!(user.id = signed_in.user.id.0, "An account was created.");
    Ok(signed_in)
}

fn email_taken() -> AppError {
    AppError::Conflict(LocalizedMessage::new(Translator::email_taken))
}

/// Checks the password and begins a session. The session in [`Source::replaces`] ends.
///
/// # Errors
/// [`AppError::WrongCredentials`] for an unknown e-mail and for a wrong password, after the same time; so the response
/// does not reveal which accounts exist. [`AppError::TooMany`] over the rate limit, [`AppError::Busy`] when too many
/// passwords wait to be checked.
pub async fn sign_in(context: Context<'_>, input: &SignInInput, source: Source) -> Result<SignedIn> {
    let email_key = email_key(&input.email);
    context
        .rate_limits
        .sign_in(&email_key, source.address)
        .inspect_err(|_| {
            tracing::warn!(client.address = %source.address, "Sign-in rejected: rate limit.");
        })?;
    let user = queries::user_by_email(context.db, &email_key).await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let permit = context.rate_limits.password_permit(source.address).await?;
    let matches = passwords::verify(input.password.clone(), stored, permit).await?;
    let Some(user) = user.filter(|_| matches) else {
        tracing::warn!(client.address = %source.address, "Sign-in rejected: wrong e-mail or password.");
        return Err(AppError::WrongCredentials);
    };
    let now = context.now;
    let signed_in = context
        .db
        .write(async move |tx: Tx| {
            check_password_unchanged(&tx, &user, AppError::WrongCredentials).await?;
            let token = Token::random()?;
            sessions::begin(&tx, user.id, &token, &source.device, source.replaces.as_deref(), now).await?;
            Ok(SignedIn { user, token })
        })
        .await?;
    tracing::info!(user.id = signed_in.user.id.0, "A session began.");
    Ok(signed_in)
}

/// Ends the session of a token; succeeds as well when there is none.
pub async fn sign_out(context: Context<'_>, token: &str) -> Result<()> {
    let token_hash = sessions::hash(token);
    context
        .db
        .write(async move |tx: Tx| sessions::end_by_hash(&tx, token_hash).await)
        .await
}

/// Ends one of the viewer's sessions, by its id.
///
/// # Errors
/// [`AppError::NotFound`] when the viewer has no such session.
pub async fn end_session(context: Context<'_>, viewer: &Viewer, id: SessionId) -> Result<()> {
    let user = viewer.id;
    context
        .db
        .write(async move |tx: Tx| {
            let row = session::Entity::find_by_id(id)
                .filter(session::Column::UserId.eq(user))
                .one(tx.conn())
                .await?
                .ok_or(AppError::NotFound)?;
            sessions::end_by_hash(&tx, row.token_hash).await
        })
        .await?;
    tracing::info!(
        user.id = user.0,
        session.id = id.0,
        "A session was ended from the settings."
    );
    Ok(())
}

/// Changes the viewer's name and evicts their cached sessions, which hold the name.
///
/// # Errors
/// [`AppError::Invalid`] for the name.
pub async fn update_profile(context: Context<'_>, viewer: &Viewer, input: &ProfileInput) -> Result<()> {
    let name = input.parse()?;
    let (id, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let change = user::ActiveModel {
                name: Set(name),
                updated_at: Set(now),
                ..Default::default()
            };
            update_user(&tx, id, change).await?;
            for row in sessions_of(&tx, id).await? {
                tx.emit(Change::Session(row.token_hash));
            }
            Ok(())
        })
        .await
}

/// Switches presence on or off. It is mutual: people who hide theirs do not see that of others.
pub async fn set_presence(context: Context<'_>, viewer: &Viewer, presence: bool) -> Result<()> {
    let (id, now) = (viewer.id, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            let change = user::ActiveModel {
                presence: Set(presence),
                updated_at: Set(now),
                ..Default::default()
            };
            update_user(&tx, id, change).await?;
            tx.emit(Change::Presence(id));
            Ok(())
        })
        .await
}

/// Changes the password and ends the viewer's other sessions.
///
/// # Errors
/// [`AppError::Invalid`] when the current password is wrong or the new one is not allowed, [`AppError::TooMany`] over
/// the rate limit by person or address, [`AppError::Busy`] when too many passwords wait to be checked.
pub async fn change_password(
    context: Context<'_>,
    viewer: &Viewer,
    input: &PasswordInput,
    address: IpAddr,
) -> Result<()> {
    let user = queries::user(context.db, viewer.id).await?;
    let new = input.parse(&user.name, &user.email)?;
    context.rate_limits.password_check(user.id, address)?;
    let wrong = || AppError::field("current", LocalizedMessage::new(Translator::password_not_current));
    let permit = context.rate_limits.password_permit(address).await?;
    if !passwords::verify(input.current.clone(), Some(user.password_hash.clone()), permit).await? {
        return Err(wrong());
    }
    let permit = context.rate_limits.password_permit(address).await?;
    let password_hash = passwords::hash(new, permit).await?;
    let (id, this_session, now) = (viewer.id, viewer.session, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            check_password_unchanged(&tx, &user, wrong()).await?;
            let change = user::ActiveModel {
                password_hash: Set(password_hash),
                updated_at: Set(now),
                ..Default::default()
            };
            update_user(&tx, id, change).await?;
            for row in sessions_of(&tx, id).await? {
                if row.id != this_session {
                    sessions::end_by_hash(&tx, row.token_hash).await?;
                }
            }
            Ok(())
        })
        .await?;
    tracing::info!(user.id = id.0, "A password was changed; the other sessions ended.");
    Ok(())
}

/// Compares the stored hash with the one that was verified before the transaction. A concurrent password change would
/// otherwise leave a session that was opened with the old password.
async fn check_password_unchanged(tx: &Tx, verified: &user::Model, error: AppError) -> Result<()> {
    let current = user::Entity::find_by_id(verified.id).one(tx.conn()).await?;
    match current {
        Some(current) if current.password_hash == verified.password_hash => Ok(()),
        _ => Err(error),
    }
}

async fn update_user(tx: &Tx, id: UserId, change: user::ActiveModel) -> Result<()> {
    user::Entity::update_many()
        .set(change)
        .filter(user::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn sessions_of(tx: &Tx, id: UserId) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::UserId.eq(id))
        .all(tx.conn())
        .await?)
}
