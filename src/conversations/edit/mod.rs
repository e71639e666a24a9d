//! Changes of a sent message: editing, unsending, reacting.

pub mod actions;
pub mod input;
pub mod pages;
pub mod props;
pub mod versions;
