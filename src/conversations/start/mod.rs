//! Starting a conversation: the "Contact Owner" button, and the API.

pub mod actions;
pub mod pages;
