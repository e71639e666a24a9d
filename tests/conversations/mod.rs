//! Conversations: beginning one, sending, polling, reading, and who may not.

mod caution;
mod contact;
mod export;
mod hostile;
mod long;
mod pages;
mod polling;
mod sending;
mod strangers;
