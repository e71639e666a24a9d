//! The export of a conversation: as a page to print, and as a zip.

pub mod pages;
pub mod props;
pub mod query;
pub mod zip;
