//! Sending a message, and saving a draft of it.

pub mod actions;
pub mod batch;
pub mod composer;
pub mod idempotency;
pub mod input;
pub mod pages;
pub mod props;
pub mod saved_draft;
