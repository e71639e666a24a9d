//! What the site keeps in memory about the present: revisions, presence, open subscriptions. Its SQL only reads.

mod cache;
pub mod presence;
pub mod revisions;
pub mod subscriptions;

pub use cache::Cache;
