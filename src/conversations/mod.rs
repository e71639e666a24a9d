//! Conversations: the one thread between a renter and an owner, its messages, and the inbox that lists them.

pub mod actions;
pub mod api;
mod archive;
mod bodies;
pub mod caution;
pub mod changing;
pub mod composing;
pub mod draft;
pub mod export;
pub mod inbox;
pub mod messages;
pub mod opening;
mod pages;
pub mod present;
pub mod queries;
pub mod receipts;
pub mod rows;
pub mod sending;
pub mod storing;
pub mod unsent;

pub use pages::mount;
