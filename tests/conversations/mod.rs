//! Conversations: beginning one, sending, polling, reading, and who may not.

mod answering;
mod caution;
mod contact;
mod drafts;
mod editing;
mod export;
mod hostile;
mod idle;
mod long;
mod pages;
mod polling;
mod presence;
mod quoting;
mod reacting;
mod receipts;
mod sending;
mod strangers;
mod together;
mod unsending;
