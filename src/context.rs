//! The context that every action gets.

use std::sync::Arc;

use crate::db::Db;
use crate::entities::Timestamp;
use crate::images::ImagePipeline;
use crate::rate_limits::RateLimits;
use crate::storage::Files;

/// Database, files, limits and time, passed to every action beside its actor and input.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub db: &'a Db,
    pub files: &'a Arc<Files>,
    pub images: &'a ImagePipeline,
    pub rate_limits: &'a RateLimits,
    /// The time of the request.
    pub now: Timestamp,
}
