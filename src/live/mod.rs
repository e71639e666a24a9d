//! In-memory state for polls and WebSockets: the caches of revisions and presence, and the open subscriptions. Its SQL
//! only reads.

mod cache;
pub mod presence;
pub mod revisions;
pub mod subscriptions;

pub use cache::Cache;
