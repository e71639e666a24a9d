//! Sessions: opaque bearer tokens in a cookie or header, stored as hashes, with an in-memory cache.

use std::sync::Arc;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::db::{Change, Db, Tx};
use crate::encoding::{Hex, random_hex};
use crate::entities::{SessionId, Timestamp, UserId, session, user};
use crate::error::{AppError, Result};
use crate::live::Cache;

/// In sessions; an entry takes about 300 bytes.
const CACHE_CAPACITY: usize = 100_000;

/// A session ends after this time without use; in microseconds.
pub const IDLE_TIMEOUT: i64 = 30 * Timestamp::DAY;

/// A session ends after this time, used or not; in microseconds.
pub const ABSOLUTE_TIMEOUT: i64 = 180 * Timestamp::DAY;

/// The last use is stored at most once in this time, in microseconds: requests would otherwise all write.
const SEEN_INTERVAL: i64 = 3_600 * Timestamp::SECOND;

/// Expired sessions that one transaction deletes. Other writes wait for it.
const MAX_EXPIRED: u64 = 500;

/// Longer `User-Agent` headers are cut; in characters.
const MAX_DEVICE_LENGTH: usize = 200;

/// The signed-in person who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub id: UserId,
    pub name: String,
    /// The session of the request.
    pub session: SessionId,
}

/// A new token: 256 random bits in hexadecimal. The client gets it once; the database stores its hash.
pub struct Token(pub String);

impl Token {
    /// # Errors
    /// [`AppError::Unexpected`] when the system returns no random bytes.
    pub fn random() -> Result<Self> {
        Ok(Self(random_hex()?))
    }

    /// The hash that the database stores.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

/// The hash of a token that the database stores: SHA-256 in hexadecimal.
pub fn hash(token: &str) -> String {
    digest(token).to_string()
}

fn digest(token: &str) -> Hex {
    Hex::new(Sha256::digest(token.as_bytes()))
}

/// Looks up sessions; those in use are cached in memory.
pub struct Sessions {
    db: Db,
    clock: Clock,
    cache: Cache<String, Arc<CachedSession>>,
}

struct CachedSession {
    viewer: Viewer,
    began_at: Timestamp,
    seen_at: Timestamp,
}

impl CachedSession {
    fn is_valid(&self, now: Timestamp) -> bool {
        self.began_at >= now.minus(ABSOLUTE_TIMEOUT) && self.seen_at >= now.minus(IDLE_TIMEOUT)
    }

    /// Whether the stored time of the last use is due for an update.
    fn is_stale(&self, now: Timestamp) -> bool {
        self.seen_at < now.minus(SEEN_INTERVAL)
    }
}

impl Sessions {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            cache: Cache::new(CACHE_CAPACITY),
        }
    }

    /// Evicts a session that has ended or changed.
    pub fn handle_change(&self, change: &Change) {
        if let Change::Session(token_hash) = change {
            self.cache.evict(token_hash);
        }
    }

    /// The viewer that a token belongs to; None when its session is unknown or has ended. Stores the time of this use
    /// if the stored one is older than an hour.
    pub async fn viewer(&self, token: &str) -> Result<Option<Viewer>> {
        let (token_hash, now) = (hash(token), self.clock.now());
        let Some(session) = self.valid_session(&token_hash, now).await? else {
            return Ok(None);
        };
        if session.is_stale(now) {
            self.update_last_use(session.viewer.session, token_hash, now).await;
        }
        Ok(Some(session.viewer.clone()))
    }

    /// As [`Self::viewer`], for a request that does not count as a use of the session.
    pub async fn find(&self, token: &str) -> Result<Option<Viewer>> {
        let session = self.valid_session(&hash(token), self.clock.now()).await?;
        Ok(session.map(|session| session.viewer.clone()))
    }

    async fn valid_session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Arc<CachedSession>>> {
        let load = || self.load(token_hash);
        match self.cache.get_or_load(token_hash.to_owned(), load).await {
            Ok(session) => Ok(Some(session).filter(|session| session.is_valid(now))),
            Err(AppError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The person that a token belongs to, without database access. None when the session is not cached, has ended, or
    /// its last use is due for an update: the caller then needs [`Sessions::viewer`].
    pub fn cached(&self, token: &str, now: Timestamp) -> Option<UserId> {
        let session = self.cache.get(digest(token).as_str())?;
        (session.is_valid(now) && !session.is_stale(now)).then_some(session.viewer.id)
    }

    async fn load(&self, token_hash: &str) -> Result<Arc<CachedSession>> {
        let (session, user) = session::Entity::find()
            .filter(session::Column::TokenHash.eq(token_hash))
            .find_also_related(user::Entity)
            .one(self.db.read())
            .await?
            .ok_or(AppError::NotFound)?;
        let user = user.ok_or(AppError::NotFound)?;
        Ok(Arc::new(CachedSession {
            viewer: Viewer {
                id: user.id,
                name: user.name,
                session: session.id,
            },
            began_at: session.created_at,
            seen_at: session.seen_at,
        }))
    }

    /// A failure is only logged: it must not fail the request, and the next request retries.
    async fn update_last_use(&self, id: SessionId, token_hash: String, now: Timestamp) {
        let write = self.db.write(async move |tx: Tx| {
            session::Entity::update_many()
                .set(session::ActiveModel {
                    seen_at: Set(now),
                    ..Default::default()
                })
                .filter(session::Column::Id.eq(id))
                .exec(tx.conn())
                .await?;
            tx.emit(Change::Session(token_hash));
            Ok(())
        });
        if let Err(error) = write.await {
            tracing::warn!(%error, "The last use of a session could not be stored.");
        }
    }
}

/// Begins a session inside a transaction. The session of the token `replaces` ends if it belongs to the same person.
/// That of another person stays: API clients sign in for several people with one cookie jar.
pub async fn begin(
    tx: &Tx,
    user: UserId,
    token: &Token,
    device: &str,
    replaces: Option<&str>,
    now: Timestamp,
) -> Result<SessionId> {
    if let Some(old) = replaces {
        let ended = session::Entity::delete_many()
            .filter(session::Column::TokenHash.eq(hash(old)))
            .filter(session::Column::UserId.eq(user))
            .exec(tx.conn())
            .await?;
        if ended.rows_affected > 0 {
            tx.emit(Change::Session(hash(old)));
        }
    }
    let row = session::ActiveModel {
        user_id: Set(user),
        token_hash: Set(token.hash()),
        device: Set(device
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_DEVICE_LENGTH)
            .collect()),
        created_at: Set(now),
        seen_at: Set(now),
        ..Default::default()
    };
    Ok(row.insert(tx.conn()).await?.id)
}

/// Deletes the sessions that have ended by time, 500 in each transaction.
pub async fn delete_expired(db: &Db, now: Timestamp) -> Result<()> {
    let ended = Condition::any()
        .add(session::Column::SeenAt.lt(now.minus(IDLE_TIMEOUT)))
        .add(session::Column::CreatedAt.lt(now.minus(ABSOLUTE_TIMEOUT)));
    loop {
        let expired: Vec<SessionId> = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(ended.clone())
            .limit(MAX_EXPIRED)
            .into_tuple()
            .all(db.read())
            .await?;
        if expired.is_empty() {
            return Ok(());
        }
        // Rows that were used meanwhile stay.
        let delete = session::Entity::delete_many()
            .filter(session::Column::Id.is_in(expired))
            .filter(ended.clone());
        let deleted = db.write(async move |tx: Tx| Ok(delete.exec(tx.conn()).await?)).await?;
        tracing::info!(sessions = deleted.rows_affected, "Deleted expired sessions.");
    }
}

/// Deletes the session of a token hash inside a transaction; succeeds as well when there is none.
pub async fn end_by_hash(tx: &Tx, token_hash: String) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.eq(&token_hash))
        .exec(tx.conn())
        .await?;
    tx.emit(Change::Session(token_hash));
    Ok(())
}
