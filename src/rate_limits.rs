//! Rate limits by person and by IP address, for actions that can harm others.
//!
//! The counters are in memory (`governor`), so a restart resets them. Polls are not counted.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Switch;
use crate::entities::UserId;
use crate::error::{AppError, Result};

mod source_queue;

pub use source_queue::QueuePermit;
use source_queue::SourceQueue;

/// New conversations of a renter in a day. Replies do not count.
pub const NEW_CONVERSATIONS_PER_DAY: u64 = 20;

/// New listings of an owner in a day.
pub const NEW_LISTINGS_PER_DAY: u64 = 20;

/// Listings of an owner in all, of any status.
pub const LISTINGS_PER_OWNER: u64 = 50;

/// Password hashes of one source that are computed or wait: a burst of people behind one address fits.
const HASHES_PER_SOURCE: usize = 16;

/// Password hashes of all sources that are computed or wait: each waits for a few seconds at most.
const HASHES: usize = 128;

/// The longest e-mail of an account, in characters. The key of a sign-in attempt is cut to this length, to bound its
/// memory.
const MAX_EMAIL_LENGTH: usize = 254;

/// With more keys, the keys whose limit has fully recovered are evicted.
const EVICT_ABOVE: usize = 10_000;

pub struct RateLimits {
    enabled: bool,
    sign_ins_by_account_and_address: Limiter<(String, IpAddr)>,
    sign_ins_by_account: Limiter<String>,
    sign_ins_by_address: Limiter<IpAddr>,
    sign_up_attempts: Limiter<IpAddr>,
    sign_ups_an_hour: Limiter<IpAddr>,
    sign_ups_a_day: Limiter<IpAddr>,
    password_checks: Limiter<UserId>,
    password_checks_by_address: Limiter<IpAddr>,
    sign_up_hashes: SourceQueue,
    password_hashes: SourceQueue,
    messages: Limiter<UserId>,
    comments: Limiter<UserId>,
    drafts: Limiter<UserId>,
    uploads: Limiter<UserId>,
}

impl RateLimits {
    /// Limits that are switched off accept everything.
    pub fn new(switch: Switch) -> Self {
        let three_minutes = Duration::from_secs(180);
        let minute = Duration::from_secs(60);
        let hour = 60 * minute;
        Self {
            enabled: switch == Switch::On,
            sign_ins_by_account_and_address: Limiter::new(10, three_minutes),
            sign_ins_by_account: Limiter::new(100, three_minutes),
            sign_ins_by_address: Limiter::new(50, three_minutes),
            sign_up_attempts: Limiter::new(20, hour),
            sign_ups_an_hour: Limiter::new(5, hour),
            sign_ups_a_day: Limiter::new(20, 24 * hour),
            password_checks: Limiter::new(10, three_minutes),
            password_checks_by_address: Limiter::new(50, three_minutes),
            sign_up_hashes: SourceQueue::new(HASHES_PER_SOURCE, HASHES),
            password_hashes: SourceQueue::new(HASHES_PER_SOURCE, HASHES),
            messages: Limiter::new(60, minute),
            comments: Limiter::new(60, minute),
            drafts: Limiter::new(120, minute),
            uploads: Limiter::new(120, hour),
        }
    }

    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// Counts a sign-in attempt. In 3 minutes: 10 for an account from one address, 50 for an address, and 100 for an
    /// account from all addresses. The last is larger, so that one address alone cannot lock out the owner of an
    /// account.
    ///
    /// # Errors
    /// [`AppError::TooMany`], as for all limits, with the time until the next attempt.
    pub fn sign_in(&self, email_key: &str, address: IpAddr) -> Result<()> {
        let address = address_key(address);
        let account: String = email_key.chars().take(MAX_EMAIL_LENGTH).collect();
        self.check(&self.sign_ins_by_address, &address)?;
        self.check(&self.sign_ins_by_account_and_address, &(account.clone(), address))?;
        self.check(&self.sign_ins_by_account, &account)
    }

    /// Counts an attempt to sign up, before its e-mail is looked up: 20 in an hour for a network. So a client cannot try
    /// which of many e-mails have an account.
    pub fn sign_up_attempt(&self, address: IpAddr) -> Result<()> {
        self.check(&self.sign_up_attempts, &network_key(address))
    }

    /// Counts a new account: 5 in an hour and 20 in a day for a network. All limits by person depend on it.
    pub fn sign_up(&self, address: IpAddr) -> Result<()> {
        let network = network_key(address);
        self.check(&self.sign_ups_an_hour, &network)?;
        self.check(&self.sign_ups_a_day, &network)
    }

    /// Counts a check of the current password in the settings. In 3 minutes: 10 for a person, 50 for an address.
    pub fn password_check(&self, user: UserId, address: IpAddr) -> Result<()> {
        self.check(&self.password_checks_by_address, &address_key(address))?;
        self.check(&self.password_checks, &user)
    }

    /// Waits for the permission to hash the password of a new account; see [`Self::password_permit`].
    pub async fn sign_up_permit(&self, address: IpAddr) -> Result<Option<QueuePermit>> {
        self.permit(&self.sign_up_hashes, address).await
    }

    /// Waits for the permission to hash a password. A network computes one hash at a time, and 16 wait at most.
    ///
    /// # Errors
    /// [`AppError::Busy`] when 16 hashes of the network, or 128 in all, wait.
    pub async fn password_permit(&self, address: IpAddr) -> Result<Option<QueuePermit>> {
        self.permit(&self.password_hashes, address).await
    }

    async fn permit(&self, queue: &SourceQueue, address: IpAddr) -> Result<Option<QueuePermit>> {
        if !self.enabled {
            return Ok(None);
        }
        queue.acquire(network_key(address)).await.map(Some)
    }

    /// Counts a message: 60 at once, then one each second.
    pub fn message(&self, sender: UserId) -> Result<()> {
        self.check(&self.messages, &sender)
    }

    /// Counts a comment: 60 at once, then one each second.
    pub fn comment(&self, author: UserId) -> Result<()> {
        self.check(&self.comments, &author)
    }

    /// Counts a saved draft: 120 at once, then two each second.
    pub fn draft(&self, author: UserId) -> Result<()> {
        self.check(&self.drafts, &author)
    }

    /// Counts an uploaded image or file, also if it is rejected: 120 at once, then one each 30 seconds.
    pub fn upload(&self, user: UserId) -> Result<()> {
        self.check(&self.uploads, &user)
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<()> {
        if self.enabled { limiter.check(key) } else { Ok(()) }
    }
}

struct Limiter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `times` at once, then one more each `period / times` (a token bucket, by the GCRA of `governor`).
    fn new(times: u32, period: Duration) -> Self {
        let burst = NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period / burst.get()).unwrap_or(Quota::per_second(burst));
        Self {
            limiter: RateLimiter::keyed(quota.allow_burst(burst)),
            clock: DefaultClock::default(),
        }
    }

    fn check(&self, key: &K) -> Result<()> {
        if self.limiter.len() > EVICT_ABOVE {
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(key)
            .map_err(|not_yet| AppError::TooMany(not_yet.wait_time_from(self.clock.now())))
    }
}

/// The key of the network of an address: an IPv4 address, or the /56 of an IPv6 address. Providers give a customer a /56
/// (RIPE 690), so its /64s cost nothing.
fn network_key(address: IpAddr) -> IpAddr {
    match address_key(address) {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 72)).into(),
        v4 => v4,
    }
}

/// The key of an address: an IPv4 address, or the /64 of an IPv6 address, which one customer usually has.
pub fn address_key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}
