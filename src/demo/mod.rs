//! The demo: people, listings with photos, and conversations, created by the use cases that the pages call.

mod listings;
mod photos;
pub mod seed;
