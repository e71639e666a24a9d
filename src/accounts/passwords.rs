//! Password hashing with argon2id, on blocking threads. A semaphore limits how many hashes run at once; the queue before
//! it is in [`crate::rate_limits`].

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{AppError, Result};
use crate::rate_limits::QueuePermit;

/// Memory of one hash in KiB, passes over it, and lanes: OWASP's Password Storage Cheat Sheet, argon2id, 19 MiB.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes that run at once. The limit leaves one core for other requests and bounds the memory.
static HASH_PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)))
});

/// Sign-ups that hold or wait for a hash permit: one. Further sign-ups wait here, so that a burst of them does not
/// delay sign-ins.
static SIGN_UP_PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// The hash that is verified for an unknown e-mail, so that the response takes as long as for a known one. It has the
/// parameters above; its random password was discarded.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$iMTSrkEQcmXBZsEFu3TskA$CgImeEMnOCefw5AYiXN/8cH4TH2PqCVcEYtXUgzoyls";

/// Hashes a password; returns a PHC string.
///
/// # Errors
/// [`AppError::Unexpected`] without memory or random bytes for the salt.
pub async fn hash(password: String, queue_permit: Option<QueuePermit>) -> Result<String> {
    run_with_permit(queue_permit, move || hash_now(&password)).await?
}

/// [`hash`] for a new account: sign-ups compute one hash at a time.
pub async fn hash_for_sign_up(password: String, queue_permit: Option<QueuePermit>) -> Result<String> {
    let permit = SIGN_UP_PERMITS.clone().acquire_owned().await;
    let permits = (queue_permit, permit.map_err(AppError::unexpected)?);
    run_with_permit(permits, move || hash_now(&password)).await?
}

/// Whether a password matches a stored PHC string. Without one the result is false, after the same time.
pub async fn verify(password: String, stored: Option<String>, queue_permit: Option<QueuePermit>) -> Result<bool> {
    run_with_permit(queue_permit, move || {
        let has_account = stored.is_some();
        let matches = PasswordHash::new(stored.as_deref().unwrap_or(DUMMY_HASH))
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        has_account && matches
    })
    .await
}

/// Runs `work` with a hash permit. The work holds all permits: it continues when its client disconnects.
async fn run_with_permit<P, T>(permits: P, work: impl FnOnce() -> T + Send + 'static) -> Result<T>
where
    P: Send + 'static,
    T: Send + 'static,
{
    let permit = HASH_PERMITS.clone().acquire_owned().await;
    let permits = (permit.map_err(AppError::unexpected)?, permits);
    let work = move || {
        let result = work();
        drop(permits);
        result
    };
    tokio::task::spawn_blocking(work).await.map_err(AppError::unexpected)
}

fn hash_now(password: &str) -> Result<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(AppError::unexpected)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(AppError::unexpected)
}
