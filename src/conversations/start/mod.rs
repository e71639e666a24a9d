//! Starting a conversation: Contact Owner.

pub mod actions;
pub mod pages;
