//! The clock: the only caller of the system time. Tests set the time of a manual clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::entities::Timestamp;

#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// Microseconds since 1970-01-01 00:00 UTC, set by tests.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A system time before 1970 counts as 1970.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
            }
            Self::Manual(time) => Timestamp(time.load(Ordering::Relaxed)),
        }
    }
}
