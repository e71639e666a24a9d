//! Who is looking: sessions, found by the token a browser or a program carries.

use std::sync::Arc;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::db::{Change, Db, Tx};
use crate::entities::{SessionId, Timestamp, UserId, session, user};
use crate::error::{AppError, Result};
use crate::live::Cache;

/// How many signed-in devices are remembered; each takes about 300 bytes.
const REMEMBERED: usize = 100_000;

/// A session ends after this long without use.
pub const IDLE: i64 = 30 * Timestamp::DAY;

/// A session ends after this long, used or not.
pub const ABSOLUTE: i64 = 180 * Timestamp::DAY;

/// How exactly the last use is written down.
const SEEN_STEP: i64 = 3_600 * Timestamp::SECOND;

/// The longest description of a device that is kept, in characters.
const LONGEST_DEVICE: usize = 200;

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

/// A token, new: 256 random bits in hexadecimal. It is shown once; the database keeps its hash.
pub struct Token(pub String);

impl Token {
    /// A new random token.
    ///
    /// # Errors
    /// [`AppError::Unexpected`] when the system has no randomness to give.
    pub fn random() -> Result<Self> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(AppError::unexpected)?;
        Ok(Self(text(&hexadecimal(&bytes)).to_owned()))
    }

    /// What the database knows this token by.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

/// What the database knows a token by: SHA-256 in hexadecimal.
pub fn hash(token: &str) -> String {
    text(&digest(token)).to_owned()
}

fn digest(token: &str) -> [u8; 64] {
    hexadecimal(&Sha256::digest(token.as_bytes()).into())
}

/// On the stack: every poll asks for one.
fn hexadecimal(bytes: &[u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut digits = [0; 64];
    for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(bytes) {
        *pair = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
    }
    digits
}

fn text(digits: &[u8; 64]) -> &str {
    std::str::from_utf8(digits).unwrap_or_default()
}

/// The sessions in use, in memory.
pub struct Sessions {
    db: Db,
    clock: Clock,
    known: Cache<String, Arc<Known>>,
}

struct Known {
    viewer: Viewer,
    began_at: Timestamp,
    seen_at: Timestamp,
}

impl Known {
    fn goes_on(&self, now: Timestamp) -> bool {
        self.began_at >= now.minus(ABSOLUTE) && self.seen_at >= now.minus(IDLE)
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
            known: Cache::new(REMEMBERED),
        }
    }

    /// Forgets a session that has ended or changed.
    pub fn handle_change(&self, change: &Change) {
        if let Change::Session(token_hash) = change {
            self.known.evict(token_hash);
        }
    }

    /// Whose token this is, if its session goes on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn viewer(&self, token: &str) -> Result<Option<Viewer>> {
        let token_hash = hash(token);
        let known = match self
            .known
            .get_or_load(token_hash.clone(), || self.load(&token_hash))
            .await
        {
            Ok(known) => known,
            Err(AppError::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let now = self.clock.now();
        if !known.goes_on(now) {
            return Ok(None);
        }
        if known.is_stale(now) {
            self.note_use(known.viewer.session, token_hash, now).await;
        }
        Ok(Some(known.viewer.clone()))
    }

    /// Whose token this is, if memory knows that, and there is nothing to write down about it.
    pub fn known(&self, token: &str, now: Timestamp) -> Option<UserId> {
        let known = self.known.get(text(&digest(token)))?;
        (known.goes_on(now) && !known.is_stale(now)).then_some(known.viewer.id)
    }

    async fn load(&self, token_hash: &str) -> Result<Arc<Known>> {
        let (session, user) = session::Entity::find()
            .filter(session::Column::TokenHash.eq(token_hash))
            .find_also_related(user::Entity)
            .one(self.db.read())
            .await?
            .ok_or(AppError::NotFound)?;
        let user = user.ok_or(AppError::NotFound)?;
        Ok(Arc::new(Known {
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
            .take(LONGEST_DEVICE)
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
