//! The inbox: every conversation of a person, the newest activity first.

pub mod cursor;
pub mod pages;
pub mod props;
pub mod query;
