//! Conversations: start, messages, polls, read receipts, presence, the inbox, attachments and access.

mod access;
pub mod attachments;
mod batching;
mod editing;
mod escaping;
mod export;
mod inbox;
mod pages;
mod pagination;
mod poll_fast_path;
mod poll_limits;
mod polling;
mod presence;
mod privacy;
mod quoting;
mod reactions;
mod receipts;
mod reply_time;
mod saved_draft;
mod scam_warning;
mod sending;
mod start;
mod unsending;
mod versions;
