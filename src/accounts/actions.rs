//! Writes: signing up, in and out, and changing one's profile.

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

/// Where a sign-in comes from.
#[derive(Clone, Debug)]
pub struct Source {
    /// RateLimits count by it.
    pub address: IpAddr,
    /// What the browser says it is; shown in settings.
    pub device: String,
    /// The token it carried until now: if it is the same person's, that session ends.
    pub replaces: Option<String>,
}

/// Somebody who has just signed in, and the token their device carries from now on.
pub struct SignedIn {
    /// The account.
    pub user: user::Model,
    /// Handed out once; only its hash is stored.
    pub token: Token,
}

/// Makes an account and signs it in.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed, [`AppError::Conflict`] when the e-mail has an account.
pub async fn sign_up(context: Context<'_>, draft: &SignUpInput, source: Source) -> Result<SignedIn> {
    let new = draft.parse()?;
    if queries::email_is_taken(context.db, &new.email_key).await? {
        return Err(email_taken());
    }
    let password_hash = passwords::hash_for_sign_up(new.password).await?;
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
    tracing::info!(user.id = signed_in.user.id.0, "Somebody signed up.");
    Ok(signed_in)
}

fn email_taken() -> AppError {
    AppError::Conflict(LocalizedMessage::new(Translator::email_taken))
}

/// Signs in. The device's earlier session ends.
///
/// # Errors
/// [`AppError::WrongCredentials`], after the same time whatever was wrong; [`AppError::TooMany`] after too many tries.
pub async fn sign_in(context: Context<'_>, draft: &SignInInput, source: Source) -> Result<SignedIn> {
    let email_key = email_key(&draft.email);
    context
        .rate_limits
        .sign_in(&email_key, source.address)
        .inspect_err(|_| {
            tracing::warn!(client.address = %source.address, "Sign-in refused: too many tries.");
        })?;
    let user = queries::user_by_email(context.db, &email_key).await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let matches = passwords::verify(draft.password.clone(), stored).await?;
    let Some(user) = user.filter(|_| matches) else {
        tracing::warn!(client.address = %source.address, "Sign-in refused: wrong e-mail or password.");
        return Err(AppError::WrongCredentials);
    };
    let now = context.now;
    let signed_in = context
        .db
        .write(async move |tx: Tx| {
            still_has_password(&tx, &user, AppError::WrongCredentials).await?;
            let token = Token::random()?;
            sessions::begin(&tx, user.id, &token, &source.device, source.replaces.as_deref(), now).await?;
            Ok(SignedIn { user, token })
        })
        .await?;
    tracing::info!(user.id = signed_in.user.id.0, "Somebody signed in.");
    Ok(signed_in)
}

/// Ends the session of a token; without one there is nothing to end.
///
/// # Errors
/// When the database does not take it.
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
        "Somebody ended one of their sessions."
    );
    Ok(())
}

/// Changes the name others see.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed.
pub async fn update_profile(context: Context<'_>, viewer: &Viewer, draft: &ProfileInput) -> Result<()> {
    let name = draft.parse()?;
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

/// Switches on or off that others see when the viewer is there, and that the viewer sees it of them.
///
/// # Errors
/// When the database does not take it.
pub async fn choose_presence(context: Context<'_>, viewer: &Viewer, presence: bool) -> Result<()> {
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

/// Changes the password, and ends every other session.
///
/// # Errors
/// [`AppError::Invalid`] when the current one is wrong or the new one will not do.
pub async fn change_password(context: Context<'_>, viewer: &Viewer, draft: &PasswordInput) -> Result<()> {
    let user = queries::user(context.db, viewer.id).await?;
    let new = draft.parse(&user.name, &user.email)?;
    context.rate_limits.password_check(user.id)?;
    let wrong = || AppError::field("current", LocalizedMessage::new(Translator::password_not_current));
    if !passwords::verify(draft.current.clone(), Some(user.password_hash.clone())).await? {
        return Err(wrong());
    }
    let password_hash = passwords::hash(new).await?;
    let (id, this_session, now) = (viewer.id, viewer.session, context.now);
    context
        .db
        .write(async move |tx: Tx| {
            still_has_password(&tx, &user, wrong()).await?;
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
    tracing::info!(
        user.id = id.0,
        "Somebody changed their password; their other sessions ended."
    );
    Ok(())
}

/// What was checked outside the transaction, checked again inside: a password that changed in between opens nothing.
async fn still_has_password(tx: &Tx, checked: &user::Model, otherwise: AppError) -> Result<()> {
    let now = user::Entity::find_by_id(checked.id).one(tx.conn()).await?;
    match now {
        Some(now) if now.password_hash == checked.password_hash => Ok(()),
        _ => Err(otherwise),
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
