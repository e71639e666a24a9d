//! Password hashing: argon2id, a few at a time, on threads that may block.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{AppError, Result};

/// Memory of one hash in KiB, passes over it, and lanes: OWASP's Password Storage Cheat Sheet, argon2id, 19 MiB.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes computed at once. One core is left for pages, and memory stays bounded however many people sign in.
static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(cores.saturating_sub(1).max(1))
});

/// Newcomers who wait for a slot. The others wait for them, so that no crowd of newcomers keeps out whoever has an account.
static SIGN_UP_PERMITS: Semaphore = Semaphore::const_new(1);

/// What an unknown e-mail's password is compared with, so that it takes as long as a known one's: the hash of a random
/// password that nobody kept, with the same parameters.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$iMTSrkEQcmXBZsEFu3TskA$CgImeEMnOCefw5AYiXN/8cH4TH2PqCVcEYtXUgzoyls";

/// The hash of a password, as a PHC string.
///
/// # Errors
/// [`AppError::Unexpected`] when the machine gives no memory or no random salt.
pub async fn hash(password: String) -> Result<String> {
    in_a_slot(move || hash_now(&password)).await?
}

/// The same for somebody who signs up.
///
/// # Errors
/// As [`hash`].
pub async fn hash_for_sign_up(password: String) -> Result<String> {
    let _turn = SIGN_UP_PERMITS.acquire().await.map_err(AppError::unexpected)?;
    hash(password).await
}

/// Whether a password belongs to a stored hash. Without one it takes as long, and is always wrong.
///
/// # Errors
/// [`AppError::Unexpected`] when the machine gives no memory.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    in_a_slot(move || {
        let known = stored.is_some();
        let matches = PasswordHash::new(stored.as_deref().unwrap_or(DUMMY_HASH))
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && matches
    })
    .await
}

async fn in_a_slot<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(AppError::unexpected)?;
    tokio::task::spawn_blocking(work).await.map_err(AppError::unexpected)
}

fn hash_now(password: &str) -> Result<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(AppError::unexpected)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(AppError::unexpected)
}
