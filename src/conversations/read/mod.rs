//! Reading: marks messages as read, and stores the read receipts that the sender sees.

pub mod actions;
pub mod read_receipts;
