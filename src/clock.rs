//! The only caller of the system clock. Tests own theirs.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::entities::Timestamp;

/// Tells what time it is.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that moves only when it is told to; microseconds since 1970 UTC.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The time now. Before 1970 counts as 1970.
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
