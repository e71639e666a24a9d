//! What a use case that writes works with.

use std::sync::Arc;

use crate::db::Db;
use crate::entities::Timestamp;
use crate::images::ImagePipeline;
use crate::rate_limits::RateLimits;
use crate::storage::Files;

/// Where and when something happens: handed to every action beside who does it and what they typed.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The database.
    pub db: &'a Db,
    /// The files beside it.
    pub files: &'a Arc<Files>,
    /// What makes pictures anew.
    pub images: &'a ImagePipeline,
    /// How often somebody may do things.
    pub rate_limits: &'a RateLimits,
    /// The time now.
    pub now: Timestamp,
}
