//! Sending a message, and the draft of one.

pub mod actions;
pub mod batch;
pub mod composer;
pub mod idempotency;
pub mod input;
pub mod pages;
pub mod props;
pub mod saved_draft;
