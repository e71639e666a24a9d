//! The inbox: all conversations of a person, newest activity first.

pub mod cursor;
pub mod pages;
pub mod props;
pub mod query;
