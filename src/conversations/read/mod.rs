//! Reading: what counts as read, and the read receipts that tell the other person.

pub mod actions;
pub mod read_receipts;
