//! What a use case that writes works with.

use crate::db::Db;
use crate::entities::Timestamp;
use crate::limits::Limits;

/// Where and when something happens: handed to every action beside who does it and what they typed.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The database.
    pub db: &'a Db,
    /// How often somebody may do things.
    pub limits: &'a Limits,
    /// The time now.
    pub now: Timestamp,
}
