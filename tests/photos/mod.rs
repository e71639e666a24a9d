//! Photos of homes: the owner's forms, who sees them, the API, and what is left on disk.

mod api;
mod arriving;
pub mod bucket;
mod forms;
mod patience;
mod seeing;
mod storage;
