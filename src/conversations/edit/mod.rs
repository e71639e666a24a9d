//! Changes of a message that was sent: editing, unsending, reacting.

pub mod actions;
pub mod input;
pub mod pages;
pub mod props;
