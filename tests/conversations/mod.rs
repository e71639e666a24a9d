//! Conversations: beginning one, sending, polling, reading, and who may not.

mod contact;
mod drafts;
mod hostile;
mod pages;
mod polling;
mod sending;
mod strangers;
