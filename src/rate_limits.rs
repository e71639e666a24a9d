//! How often one person or one address may do what others could suffer from.
//!
//! Kept in memory by `governor`: a restart forgives. Polls are never counted.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Switch;
use crate::entities::UserId;
use crate::error::{AppError, Result};

/// Conversations one renter may begin in a day. Answering is never limited by it.
pub const NEW_CONVERSATIONS_A_DAY: u64 = 20;

/// As much of an e-mail as is remembered of a try, in characters: no account has a longer one.
const LONGEST_ACCOUNT: usize = 254;

/// Keys after which those that have fully recovered are let go.
const SWEEP_ABOVE: usize = 10_000;

/// The limits in force.
pub struct RateLimits {
    enabled: bool,
    sign_ins_by_account_and_address: Limiter<(String, IpAddr)>,
    sign_ins_by_account: Limiter<String>,
    sign_ins_by_address: Limiter<IpAddr>,
    password_checks: Limiter<UserId>,
    messages: Limiter<UserId>,
    comments: Limiter<UserId>,
    drafts: Limiter<UserId>,
    uploads: Limiter<UserId>,
}

impl RateLimits {
    /// All limits unused, or none at all when switched off.
    pub fn new(switch: Switch) -> Self {
        let three_minutes = Duration::from_secs(180);
        let minute = Duration::from_secs(60);
        Self {
            enabled: switch == Switch::On,
            sign_ins_by_account_and_address: Limiter::new(10, three_minutes),
            sign_ins_by_account: Limiter::new(100, three_minutes),
            sign_ins_by_address: Limiter::new(50, three_minutes),
            password_checks: Limiter::new(10, three_minutes),
            messages: Limiter::new(60, minute),
            comments: Limiter::new(60, minute),
            drafts: Limiter::new(120, minute),
            uploads: Limiter::new(120, 60 * minute),
        }
    }

    /// Whether limits apply at all.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// Counts a try to sign in: 10 in 3 minutes an account from one address, 50 an address; and 100 an account from
    /// everywhere, so that one address alone cannot keep its owner out.
    ///
    /// # Errors
    /// [`AppError::TooMany`], with the wait.
    pub fn sign_in(&self, email_key: &str, address: IpAddr) -> Result<()> {
        let address = source(address);
        let account: String = email_key.chars().take(LONGEST_ACCOUNT).collect();
        self.check(&self.sign_ins_by_address, &address)?;
        self.check(&self.sign_ins_by_account_and_address, &(account.clone(), address))?;
        self.check(&self.sign_ins_by_account, &account)
    }

    /// Counts a check of the current password in settings: 10 in 3 minutes a person.
    ///
    /// # Errors
    /// [`AppError::TooMany`], with the wait.
    pub fn password_check(&self, user: UserId) -> Result<()> {
        self.check(&self.password_checks, &user)
    }

    /// Counts a message: bursts of 60 a minute.
    ///
    /// # Errors
    /// [`AppError::TooMany`], with the wait.
    pub fn message(&self, sender: UserId) -> Result<()> {
        self.check(&self.messages, &sender)
    }

    /// Counts a comment: bursts of 60 a minute.
    ///
    /// # Errors
    /// [`AppError::TooMany`], with the wait.
    pub fn comment(&self, author: UserId) -> Result<()> {
        self.check(&self.comments, &author)
    }

    /// Counts a draft that is kept: bursts of 120 a minute.
    ///
    /// # Errors
    /// [`AppError::TooMany`], with the wait.
    pub fn draft(&self, author: UserId) -> Result<()> {
        self.check(&self.drafts, &author)
    }

    /// Counts a picture or a file that somebody brings, whatever becomes of it: 120 an hour.
    ///
    /// # Errors
    /// [`AppError::TooMany`], with the wait.
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
    /// `times` in `period`: so many at once, and then one more whenever its share of the period has passed.
    fn new(times: u32, period: Duration) -> Self {
        let burst = NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period / burst.get()).unwrap_or(Quota::per_second(burst));
        Self {
            limiter: RateLimiter::keyed(quota.allow_burst(burst)),
            clock: DefaultClock::default(),
        }
    }

    fn check(&self, key: &K) -> Result<()> {
        if self.limiter.len() > SWEEP_ABOVE {
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(key)
            .map_err(|not_yet| AppError::TooMany(not_yet.wait_time_from(self.clock.now())))
    }
}

/// What counts as one source: an IPv4 address, or the /64 an IPv6 customer usually has.
pub fn source(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}
