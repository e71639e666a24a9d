//! Conversations: beginning one, sending, polling, reading, and who may not.

mod answering;
mod contact;
mod drafts;
mod hostile;
mod pages;
mod polling;
mod receipts;
mod sending;
mod strangers;
