//! Who is looking: sessions, found by the token a browser or a program carries.

use std::sync::Arc;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::db::{Change, Db, Tx};
use crate::encoding::{Hex, random_hex};
use crate::entities::{SessionId, Timestamp, UserId, session, user};
use crate::error::{AppError, Result};
use crate::live::Cache;

/// How many signed-in devices are remembered; each takes about 300 bytes.
const CACHE_CAPACITY: usize = 100_000;

/// A session ends after this long without use.
pub const IDLE_TIMEOUT: i64 = 30 * Timestamp::DAY;

/// A session ends after this long, used or not.
pub const ABSOLUTE_TIMEOUT: i64 = 180 * Timestamp::DAY;

/// How exactly the last use is written down.
const SEEN_STEP: i64 = 3_600 * Timestamp::SECOND;

/// The longest description of a device that is kept, in characters.
const MAX_DEVICE_LENGTH: usize = 200;

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who they are.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// The device they use.
    pub session: SessionId,
}

/// A new token: 256 random bits in hexadecimal. The client gets it once; the database stores its hash.
pub struct Token(pub String);

impl Token {
    /// Generates a token.
    ///
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

/// The sessions in use, in memory.
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

    /// Whether the last use is to be written down again.
    fn is_stale(&self, now: Timestamp) -> bool {
        self.seen_at < now.minus(SEEN_STEP)
    }
}

impl Sessions {
    /// Reads sessions from `db` as they are asked for.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            cache: Cache::new(CACHE_CAPACITY),
        }
    }

    /// Forgets a session that has ended or changed.
    pub fn handle_change(&self, change: &Change) {
        if let Change::Session(token_hash) = change {
            self.cache.evict(token_hash);
        }
    }

    /// Whose token this is, if its session goes on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn viewer(&self, token: &str) -> Result<Option<Viewer>> {
        let token_hash = hash(token);
        let known = match self
            .cache
            .get_or_load(token_hash.clone(), || self.load(&token_hash))
            .await
        {
            Ok(known) => known,
            Err(AppError::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let now = self.clock.now();
        if !known.is_valid(now) {
            return Ok(None);
        }
        if known.is_stale(now) {
            self.note_use(known.viewer.session, token_hash, now).await;
        }
        Ok(Some(known.viewer.clone()))
    }

    /// Whose token this is, if memory knows that, and there is nothing to write down about it.
    pub fn cached(&self, token: &str, now: Timestamp) -> Option<UserId> {
        let known = self.cache.get(digest(token).as_str())?;
        (known.is_valid(now) && !known.is_stale(now)).then_some(known.viewer.id)
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

    /// Failing to write this down must not fail the request; the next one tries again.
    async fn note_use(&self, id: SessionId, token_hash: String, now: Timestamp) {
        let written = self.db.write(async move |tx: Tx| {
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
        if let Err(error) = written.await {
            tracing::warn!(%error, "The last use of a session was not written down.");
        }
    }
}

/// Begins a session inside a transaction. An older one of the same person that the same browser carried ends; somebody
/// else's is theirs to end (programs sign in for several people over one cookie jar).
///
/// # Errors
/// When the database does not take it.
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

/// Ends the session of a token's hash, if it goes on.
///
/// # Errors
/// When the database does not take it.
pub async fn end_by_hash(tx: &Tx, token_hash: String) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.eq(&token_hash))
        .exec(tx.conn())
        .await?;
    tx.emit(Change::Session(token_hash));
    Ok(())
}
