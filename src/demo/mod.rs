//! Demo data: people, listings with photos, comments and conversations.

mod listings;
mod people;
mod photos;
pub mod seed;
